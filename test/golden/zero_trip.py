# task(n: int, a: f64[m])
# Names keep the value from before a loop that may not run.


def f(n, a):
    k = 0
    b = a
    for i in range(n):
        k = i * 2
        b = a * k
    return k, b
