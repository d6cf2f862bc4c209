# task(a: f64[n])
# Parameters that the call leaves out take their default; `is None` is decided while compiling.


def f(a, k=2, shift=None, scale=1.0):
    if shift is None:
        shift = 0.5
    return a * k * scale + shift
