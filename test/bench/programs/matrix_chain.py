# SPDX-License-Identifier: Apache-2.0
"""alpha A B + beta C, then its product with a vector."""

import numpy as np

import weft

CLASS = "blas"
SIZE = {"quick": 100, "full": 900, "large": 1800}


def inputs(n):
    r = np.random.default_rng(30)
    return dict(a=r.random((n, n)), b=r.random((n, n)), c=r.random((n, n)), x=r.random(n), alpha=1.5, beta=0.5)


def temporaries(inputs):
    """`alpha * a`, rounded before it is multiplied."""
    return [inputs["a"]]


@weft.task
def kernel(a, b, c, x, alpha, beta):
    c = alpha * a @ b + beta * c
    return c, c @ x
