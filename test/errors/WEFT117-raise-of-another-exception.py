# Raise of another exception.
import weft

@weft.task
def f(a: float):
    if a < 0:
        raise ValueError("negative", a)
#             ^^^^^^^^^^^^^^^^^^^^^^^^^ WEFT117 This `raise` cannot be compiled — only built-in exceptions with one text are
    return a
