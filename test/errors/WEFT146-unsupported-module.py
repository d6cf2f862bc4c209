# Unsupported module.
import random

import weft

@weft.task
def f(a: float):
    return a * random.random()
#              ^^^^^^ WEFT146 Module `random` cannot be used in a task — compiled code can use `numpy`, `math`, `weft` and parts of `scipy`
