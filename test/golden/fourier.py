# task(x: f64[n], a: f64[n,m])
# Fourier transforms: the forward and the inverse one compose to the operand.
import numpy as np


def f(x, a):
    spectrum = np.fft.rfft(x, n=8)
    back = np.fft.irfft(spectrum)
    plane = np.fft.ifft2(np.fft.fft2(a)).real
    power = np.abs(np.fft.fft(x)) ** 2
    return back, plane, power, np.fft.fftshift(a, axes=0), np.fft.fftfreq(8, 0.5), np.abs(spectrum)
