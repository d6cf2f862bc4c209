# Statement outside its construct.
import weft

@weft.task
def f(a: float):
    if a > 0:
        break
#       ^^^^^ WEFT111 `break` outside a loop
    return a
