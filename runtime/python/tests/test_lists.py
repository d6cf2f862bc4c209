# SPDX-License-Identifier: Apache-2.0
"""Lists among results: put together from an array of their numbers."""

import json
import tempfile
import unittest
from pathlib import Path

import numpy as np

import weft
from weft._lists import nested


class ListsTest(unittest.TestCase):
    def test_rectangular(self) -> None:
        entry = {"list": "list[list[int]]"}
        value = nested(np.arange(6).reshape(2, 3), entry)
        self.assertEqual(value, [[0, 1, 2], [3, 4, 5]])
        self.assertIs(type(value[0][0]), int)

    def test_ragged_and_empty(self) -> None:
        entry = {"list": "list[list[list[float]]]", "lengths": [[2], [2, 0], [1, 0]]}
        self.assertEqual(nested(np.array([1.5]), entry), [[[1.5], []], []])
        self.assertEqual(nested(np.zeros((0, 0)), {"list": "list[list[float]]"}), [])

    def test_numpy_scalars_stay(self) -> None:
        value = nested(np.array([1.0, 2.0], np.float32), {"list": "list[f32]"})
        self.assertIs(type(value[0]), np.float32)

    def test_results_give_lists(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            np.save(folder / "return.npy", np.array([1, 2, 3]))
            np.save(folder / "arg.a.npy", np.array([True, False]))
            entries = {
                "results": [{"name": "return", "list": "list[list[int]]", "lengths": [[2], [1, 2]]}],
                "mutated": [{"name": "arg.a", "list": "list[bool]"}],
            }
            (folder / "lists.json").write_text(json.dumps(entries), encoding="utf-8")
            results = weft.results(folder)
            self.assertEqual(results.value, [[1], [2, 3]])
            self.assertEqual(results.arguments, {"a": [True, False]})


if __name__ == "__main__":
    unittest.main()
