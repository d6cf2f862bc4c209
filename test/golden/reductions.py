# task(a: f32[n,m], b: b1[n])
# Reductions along axes, kept or dropped.


def f(a, b):
    return a.sum(), a.mean(axis=0), a.max(axis=1, keepdims=True), a.std(), a.sum(axis=(0, 1)), b.sum(), a.argmax(axis=-1), a.cumsum(axis=0)
