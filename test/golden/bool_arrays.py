# task(a: f64[n], b: i32[n])
# Masks: comparisons, their combination, and what sums and extremes make of them.


def f(a, b):
    mask = (a > 0.5) & ~(b == 3) | (a != a)
    return mask, mask.sum(), mask.any(), (b * mask).sum(), mask.mean()
