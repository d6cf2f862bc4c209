# SPDX-License-Identifier: Apache-2.0
"""How `weft verify` judges one result."""

import tempfile
import unittest
from pathlib import Path

import numpy as np

from weft._printed import compare_printed
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
        narrow = np.arange(3, dtype=np.uint8)
        self.assertEqual(np.where(narrow > 1, narrow, 0).dtype, np.uint8)
        self.assertEqual(np.where(narrow > 1, 1.5, np.float32([1, 2, 3])).dtype, np.float32)
        self.assertEqual(np.where(narrow > 1, 1, 2.5).dtype, np.float64)

    def test_printed_residuals_and_scalars(self):
        def equal(expected, got):
            return compare_printed(expected, got, None)["equal"]

        self.assertTrue(equal("residual 7.1e-15\n", "residual -6.2e-15\n"))
        self.assertFalse(equal("residual 7.1e-5\n", "residual 6.2e-5\n"))
        self.assertIn("below 1e-8", compare_printed("7.1e-15\n", "6.2e-15\n", None)["detail"])
        self.assertTrue(equal("2.5 None\n", "2.5 None\n"))
        if np.__version__.startswith("1."):
            self.assertTrue(equal("[1.0, 2, (1+2j), True]\n", "[np.float64(1.0), np.int64(2), np.complex128(1+2j), np.True_]\n"))
            self.assertFalse(equal("[1.0]\n", "[np.float64(1.5)]\n"))
            self.assertTrue(equal("['a', \"it's\"]\n", "[np.str_('a'), np.str_(\"it's\")]\n"))


if __name__ == "__main__":
    unittest.main()
