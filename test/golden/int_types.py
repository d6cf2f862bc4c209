# task(a: i64[n], b: i32[n])
# Integers: sums of int32 are int64, NumPy's wrap, true division gives floats.


def f(a, b):
    return a.sum(), b.sum(), a.sum() // 3, a[0] * 2, b[0] + 1, a / b, a % 7 - b // 2
