# task(a: u64[n], k: int)
import numpy as np

MASK = 0xFFFFFFFFFFFFFFFF


def wide_constants(a, k):
    x = a ^ np.uint64(0x9E3779B97F4A7C15)
    x = x * np.uint64(2**64 - 59)
    x &= MASK >> 3
    a >>= 32
    biggest = np.iinfo(np.uint64).max
    return x, a, a == biggest, biggest > 5, (1 << 64) // 3 + k
