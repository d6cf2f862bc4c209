# Assignment expression that may be skipped.
import weft

@weft.task
def f(a: float):
    if a > 0 and (b := a * 2) > 1:
#                 ^^^^^^^^^^ WEFT114 The assignment of `b` may be skipped — Python runs this part of the expression on some paths only
        return a
    return 0.0
