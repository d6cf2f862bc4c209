# SPDX-License-Identifier: Apache-2.0
"""Weft: run NumPy functions as parallel task graphs.

Under CPython ``@weft.task`` returns the function unchanged, so a file that uses it runs on plain NumPy.
The Weft extension and the ``weft`` command line compile the same function and run it on a native daemon.

The package is pure Python and imports nothing but the standard library.
"""

from weft._results import Results, results
from weft._task import task

__all__ = ["Results", "results", "task"]
__version__ = "0.1.0"
