# SPDX-License-Identifier: Apache-2.0
"""Black and Scholes prices with the normal distribution from tanh's cousin."""

import numpy as np

import weft

CLASS = "elementwise"
SIZE = {"quick": 100000, "full": 2000000, "large": 6000000}


def inputs(n):
    r = np.random.default_rng(17)
    return dict(price=10 + 40 * r.random(n), strike=15 + 40 * r.random(n), years=1 + 9 * r.random(n), rate=0.1, sigma=0.2)


def normal_cdf(x):
    k = 1.0 / (1.0 + 0.2316419 * np.abs(x))
    series = k * (0.31938153 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + 1.330274429 * k))))
    tail = 0.3989422804014327 * np.exp(-0.5 * x * x) * series
    return np.where(x > 0, 1.0 - tail, tail)


@weft.task
def kernel(price, strike, years, rate, sigma):
    root = np.sqrt(years)
    d1 = (np.log(price / strike) + (rate + 0.5 * sigma * sigma) * years) / (sigma * root)
    d2 = d1 - sigma * root
    discounted = strike * np.exp(-rate * years)
    call = price * normal_cdf(d1) - discounted * normal_cdf(d2)
    return call, call - price + discounted
