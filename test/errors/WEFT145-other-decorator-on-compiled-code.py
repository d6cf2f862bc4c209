# Other decorator on compiled code.
import functools

import weft

@weft.task
@functools.cache
#^^^^^^^^^^^^^^^ WEFT145 Decorator `@functools.cache` cannot be compiled — it replaces the function by something that Weft cannot see
def f(a: float):
    return a
