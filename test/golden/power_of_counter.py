# task(a: f64[n])
def f(a):
    s = 0.0
    total = 0
    for k in range(1, len(a)):
        s += (-1) ** k * a[k]
        total += 2 ** (k - 1)
    j = int(a[0])
    return s, total, 2 ** j, 1.5 * 2 ** j
