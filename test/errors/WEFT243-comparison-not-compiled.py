# Comparison not compiled.
import weft

@weft.task
def f(n: int):
    return n is 2
#          ^^^^^^ WEFT243 Comparison `is` cannot be compiled for `int` and `int` — of numbers, texts and arrays Python itself decides which are one object
