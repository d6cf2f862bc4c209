# task(x: f64[n], k: int)
def task(x, k):
    total = 0
    for i in range(k):
        total += x[i]
    step = 1 if total > 2 else 0.5
    return total, step
