# Invalid parameter list.
import weft

@weft.task
def f(a=1.0, b):
#            ^ WEFT110 Parameter `b` is not valid here — a parameter without a default follows one with a default
    return a + b
