# SPDX-License-Identifier: Apache-2.0
"""The package's promises: an identity decorator with checked options, and results that load as they were returned."""

import importlib
import inspect
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

import weft


class TaskTest(unittest.TestCase):
    def test_bare_form_returns_the_same_function(self) -> None:
        def double(x: float) -> float:
            return 2 * x

        self.assertIs(weft.task(double), double)
        self.assertEqual(double(4), 8)
        self.assertEqual(str(inspect.signature(double)), "(x: float) -> float")

    def test_called_form_keeps_the_function_and_records_options(self) -> None:
        def triple(x):
            return 3 * x

        marked = weft.task(threads=8, precision="fast")(triple)
        self.assertIs(marked, triple)
        self.assertEqual(marked.__weft_task__, {"threads": 8, "precision": "fast"})

    def test_bad_options_are_refused(self) -> None:
        for options, error in [
            ({"threads": 0}, ValueError),
            ({"threads": 1.5}, TypeError),
            ({"threads": True}, TypeError),
            ({"precision": "exact"}, ValueError),
        ]:
            with self.subTest(options=options), self.assertRaises(error):
                weft.task(**options)
        with self.assertRaises(TypeError):
            weft.task(threads=2)(3)

    def test_import_needs_only_the_standard_library(self) -> None:
        package = str(Path(weft.__file__).parent.parent)
        code = (
            "import sys; sys.path.insert(0, sys.argv[1]); import weft; "
            "assert 'numpy' not in sys.modules, 'numpy was imported'"
        )
        subprocess.run([sys.executable, "-S", "-c", code, package], check=True)

    def test_public_surface(self) -> None:
        self.assertEqual(sorted(weft.__all__), ["Results", "results", "task"])
        self.assertTrue((Path(weft.__file__).parent / "py.typed").exists())
        importlib.reload(weft)


class ResultsTest(unittest.TestCase):
    def setUp(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.folder = Path(self._folder.name)

    def test_single_value(self) -> None:
        np.save(self.folder / "return.npy", np.arange(4.0))
        np.testing.assert_array_equal(weft.results(self.folder).value, np.arange(4.0))

    def test_tuple_keeps_its_order_past_ten_parts(self) -> None:
        for part in range(12):
            np.save(self.folder / f"return.{part}.npy", np.int64(part))
        self.assertEqual(list(weft.results(self.folder)), list(range(12)))

    def test_scalars_come_back_as_scalars(self) -> None:
        np.save(self.folder / "return.npy", np.float32(2.5))
        value = weft.results(self.folder).value
        self.assertIsInstance(value, np.float32)

    def test_mutated_arguments_and_mmap(self) -> None:
        np.save(self.folder / "arg.grid.npy", np.ones((2, 3)))
        loaded = weft.results(self.folder, mmap=True)
        self.assertIsNone(loaded.value)
        self.assertEqual(list(loaded.arguments), ["grid"])
        self.assertIsInstance(loaded.arguments["grid"], np.memmap)

    def test_missing_folder_says_what_to_give(self) -> None:
        with self.assertRaisesRegex(FileNotFoundError, "weft fetch"):
            weft.results(self.folder / "absent")


if __name__ == "__main__":
    unittest.main()
