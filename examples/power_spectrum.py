# SPDX-License-Identifier: Apache-2.0
"""Power spectrum of a noisy signal by Welch's method."""

import numpy as np

import weft


@weft.task
def welch(samples=65_536, rate=1_000.0, segment=1_024, seed=6):
    """Gives frequencies in Hz, the power density, and the strongest three frequencies."""
    rng = np.random.default_rng(seed)
    t = np.arange(samples) / rate
    signal = np.sin(2 * np.pi * 50 * t) + 0.5 * np.sin(2 * np.pi * 120 * t) + 0.25 * np.cos(2 * np.pi * 333 * t)
    signal += rng.normal(scale=0.5, size=samples)
    window = np.hanning(segment)
    starts = np.arange(0, samples - segment + 1, segment // 2)
    pieces = signal[starts[:, None] + np.arange(segment)]
    spectra = np.fft.rfft((pieces - pieces.mean(axis=1, keepdims=True)) * window, axis=1)
    density = (np.abs(spectra) ** 2).mean(axis=0) / (rate * (window**2).sum())
    density[1:-1] *= 2
    frequencies = np.fft.rfftfreq(segment, 1 / rate)
    is_peak = (density[1:-1] > density[:-2]) & (density[1:-1] > density[2:])
    peaks = np.flatnonzero(is_peak) + 1
    strongest = peaks[np.argsort(density[peaks])[::-1][:3]]
    return frequencies, density, np.sort(frequencies[strongest])


if __name__ == "__main__":
    print(welch()[2])
