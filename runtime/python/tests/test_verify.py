# SPDX-License-Identifier: Apache-2.0
"""How `weft verify` judges one result."""

import tempfile
import unittest
from pathlib import Path

import numpy as np

from weft._verify import compare


def judged(expected, given, tolerance=None):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "return.npy"
        np.save(file, given)
        return compare("return", expected, {"file": str(file)}, tolerance)


class Compare(unittest.TestCase):
    def test_complex_numbers_may_differ_by_rounding(self):
        want = np.array([1 + 2j, -3e5 + 1j, np.nan + 1j])
        self.assertTrue(judged(want, want + np.array([1e-16, 1e-10j, 0]))["equal"])
        self.assertFalse(judged(want, want + np.array([0, 1e-3j, 0]))["equal"])
        self.assertFalse(judged(want, want[:2].repeat(2)[:3])["equal"])
        narrow = want.astype(np.complex64)
        self.assertTrue(judged(narrow, narrow + np.array([0, 1e-2j, 0], dtype=np.complex64))["equal"])
        self.assertFalse(judged(narrow, want)["equal"])

    def test_a_difference_beside_zero_is_told(self):
        entry = judged(np.array([0.0, 1.0]), np.array([1e300, 1.0]))
        self.assertFalse(entry["equal"])
        self.assertEqual(entry["max_abs"], 1e300)
        self.assertTrue(judged(np.array([0.0, 1.0]), np.array([1e-16, 1.0]))["equal"])

    def test_promotion_is_that_of_numpy_2(self):
        self.assertEqual((np.float32(1) + 1.5).dtype, np.float32)


if __name__ == "__main__":
    unittest.main()
