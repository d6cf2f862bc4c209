# task(a: f64[n], k: int, x: float)
import numpy as np


def f(a, k, x):
    assert k > 0, f"k is {k}"
    print("rows", len(a), x, sep=" = ", end=";\n")
    label = f"{x:8.3f}|{k:>4}|{a}"
    if k > 2:
        label += "!"
    print(label, str(k) + "%d" % k)
    if x > 3.5:
        raise ValueError(f"{x=} after {len(label)} characters")
    with np.errstate(divide="ignore"):
        return 1 / a
