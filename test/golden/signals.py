# task(t: f64[n], y: f64[n], k: f64[m])
# Interpolation, convolution, gradients and integrals of samples.
import numpy as np


def f(t, y, k):
    t = np.cumsum(np.abs(t) + 0.25)
    smooth = np.convolve(y, k / k.sum(), mode="same")
    slope = np.gradient(smooth, t)
    area = np.trapezoid(y, t)
    at = np.interp([0.25, 0.5], t, y, left=0.0)
    return slope, area, at, np.unwrap(y), np.diff(y, prepend=0.0), y * np.hanning(y.size)
