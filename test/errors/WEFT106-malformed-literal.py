# Malformed literal.
import weft

@weft.task
def f(a: int):
    return a + 0123
#              ^^^^ WEFT106 `0123` is not a valid literal — leading zeros are not permitted in decimal integers
