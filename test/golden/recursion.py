# task(a: f64[n], k: int)
def total(v):
    if len(v) < 2:
        return v.sum()
    m = len(v) // 2
    return total(v[:m]) + total(v[m:])


def even(k):
    return True if k == 0 else odd(k - 1)


def odd(k):
    return False if k == 0 else even(k - 1)


def f(a, k):
    def power(base, n):
        if n == 0:
            return 1
        return base * power(base, n - 1)

    return total(a), even(k), power(k, 5)
