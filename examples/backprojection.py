# SPDX-License-Identifier: Apache-2.0
"""Backprojection: which of many possible sources explains the arrivals at all stations best?"""

import numpy as np

import weft


@weft.task
def backproject(sources=400, stations=12, samples=4_000, velocity=3.0, rate=50.0, seed=15):
    """Gives for each sample the largest stack and its source, both of shape (samples,), and the true source."""
    rng = np.random.default_rng(seed)
    where = rng.uniform(-20, 20, (stations, 2))
    grid = rng.uniform(-15, 15, (sources, 2))
    distance = np.hypot(grid[:, None, 0] - where[None, :, 0], grid[:, None, 1] - where[None, :, 1])
    moveout = np.rint(distance / velocity * rate).astype(np.int32)
    true = sources // 3
    waveforms = np.abs(rng.normal(scale=0.2, size=(stations, samples)))
    origin = samples // 2
    for station in range(stations):
        at = origin + moveout[true, station]
        waveforms[station, at : at + 25] += np.hanning(25)
    best = np.full(samples, -np.inf)
    winner = np.zeros(samples, dtype=np.int32)
    for source in range(sources):
        stack = np.zeros(samples)
        for station in range(stations):
            delay = moveout[source, station]
            stack[: samples - delay] += waveforms[station, delay:]
        better = stack > best
        best[better] = stack[better]
        winner[better] = source
    return best, winner, true


if __name__ == "__main__":
    best, winner, true = backproject()
    print(winner[best.argmax()], true)
