# SPDX-License-Identifier: Apache-2.0
"""Price of an Asian option by Monte Carlo with antithetic paths."""

import numpy as np

import weft


@weft.task
def asian_option(paths=20_000, steps=50, spot=100.0, strike=105.0, rate=0.03, volatility=0.2, seed=13):
    """Gives the price, its standard error, and the price for each of five strikes."""
    rng = np.random.default_rng(seed)
    dt = 1.0 / steps
    normal = rng.standard_normal((paths, steps))
    payoff_sum = np.zeros(paths)
    strikes = strike + np.array([-10.0, -5.0, 0.0, 5.0, 10.0])
    prices = np.zeros(strikes.size)
    for sign in (1.0, -1.0):
        growth = (rate - 0.5 * volatility**2) * dt + sign * volatility * np.sqrt(dt) * normal
        path = spot * np.exp(np.cumsum(growth, axis=1))
        average = path.mean(axis=1)
        payoff_sum += np.maximum(average - strike, 0.0)
        prices += np.clip(average[:, None] - strikes, 0, None).mean(axis=0) / 2
    discount = np.exp(-rate)
    payoff = discount * payoff_sum / 2
    return payoff.mean(), payoff.std(ddof=1) / np.sqrt(paths), discount * prices


if __name__ == "__main__":
    print(asian_option())
