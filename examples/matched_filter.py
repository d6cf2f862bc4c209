# SPDX-License-Identifier: Apache-2.0
"""Matched filter: where do known waveforms occur in a long record of several stations?"""

import numpy as np

import weft


def normalised_correlation(record, template):
    """Correlation coefficient of the template with every window of the record, shape (record - template + 1,)."""
    n = template.size
    template = (template - template.mean()) / (template.std() * n)
    total = np.concatenate(([0.0], np.cumsum(record)))
    square = np.concatenate(([0.0], np.cumsum(record**2)))
    mean = (total[n:] - total[:-n]) / n
    deviation = np.sqrt(np.maximum((square[n:] - square[:-n]) / n - mean**2, 1e-20))
    return np.correlate(record, template, mode="valid") / deviation


@weft.task
def detect(stations=4, samples=20_000, length=150, events=6, threshold=8.0, seed=14):
    """Gives the sample numbers of the detections and the mean correlation over stations."""
    rng = np.random.default_rng(seed)
    envelope = np.hanning(length) * np.exp(-np.arange(length) / 60.0)
    templates = rng.standard_normal((stations, length)) * envelope
    records = 0.3 * rng.standard_normal((stations, samples))
    onsets = np.sort(rng.choice(samples - length, events, replace=False))
    for onset in onsets:
        records[:, onset : onset + length] += templates * rng.uniform(0.6, 1.4)
    mean = np.zeros(samples - length + 1)
    for station in range(stations):
        mean += normalised_correlation(records[station], templates[station]) / stations
    spread = np.median(np.abs(mean - np.median(mean)))
    above = np.flatnonzero(mean > threshold * spread)
    found = []
    for sample in above:
        if len(found) == 0 or sample - found[-1] > length // 2:
            found.append(int(sample))
        elif mean[sample] > mean[found[-1]]:
            found[-1] = int(sample)
    return np.array(found), mean


if __name__ == "__main__":
    print(detect()[0])
