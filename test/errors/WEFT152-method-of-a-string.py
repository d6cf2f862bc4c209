# Method of a string.
import weft

@weft.task
def f(a: float):
    print(str(a).ljust(9, str(a)[0]))
#         ^^^^^^^^^^^^^^^^^^^^^^^^^^ WEFT152 Method `ljust` of this string cannot be compiled — it does not take these arguments here
    return a
