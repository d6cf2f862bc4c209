# SPDX-License-Identifier: Apache-2.0
"""One layer of a convolutional network: convolution, rectifier, pooling."""

import numpy as np

import weft


@weft.task
def layer(batch=4, size=32, channels=3, filters=8, width=5, seed=17):
    """Gives the pooled activations, shape (batch, filters, rows, columns), in float32."""
    rng = np.random.default_rng(seed)
    images = rng.standard_normal((batch, channels, size, size)).astype(np.float32)
    kernels = rng.standard_normal((filters, channels, width, width)).astype(np.float32)
    bias = np.linspace(-1, 1, filters, dtype=np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(images, (width, width), axis=(2, 3))
    response = np.einsum("bcijxy,fcxy->bfij", windows, kernels) + bias[:, None, None]
    response = np.maximum(response, 0)
    rows = response.shape[2] // 2 * 2
    blocks = response[:, :, :rows, :rows].reshape(batch, filters, rows // 2, 2, rows // 2, 2)
    return blocks.max(axis=(3, 5))


if __name__ == "__main__":
    print(layer().shape)
