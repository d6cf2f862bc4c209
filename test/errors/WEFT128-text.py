# Text.
import weft

@weft.task
def f(a: float):
    label = f'{a}'
#           ^^^^^^ WEFT128 An f-string cannot be compiled — strings serve only as options and file names
    return a
