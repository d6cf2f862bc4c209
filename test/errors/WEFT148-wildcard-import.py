# Wildcard import.
from numpy import *

import weft

@weft.task
def f(a: float):
    return sqrt(a)
#          ^^^^ WEFT148 Name `sqrt` may come from `from numpy import *` — Weft does not read other modules
