# SPDX-License-Identifier: Apache-2.0
"""A 16-bit cyclic redundancy check, bit by bit."""

import numpy as np

import weft

CLASS = "scalar"
SIZE = {"quick": 2000, "full": 200000}


def inputs(n):
    return dict(data=np.random.default_rng(12).integers(0, 256, n).astype(np.uint8))


@weft.task
def kernel(data):
    crc = 0xFFFF
    for i in range(data.shape[0]):
        crc ^= int(data[i]) << 8
        for _ in range(8):
            if crc & 0x8000:
                crc = ((crc << 1) ^ 0x1021) & 0xFFFF
            else:
                crc = (crc << 1) & 0xFFFF
    return crc
