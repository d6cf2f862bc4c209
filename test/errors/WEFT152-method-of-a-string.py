# Method of a string.
import weft

@weft.task
def f(a: float):
    print(str(a).upper())
#         ^^^^^^^^^^^^^^ WEFT152 Method `upper` of this string cannot be compiled — the string or an argument is not known while compiling
    return a
