# Variable arguments.
import weft

@weft.task
def f(*values):
#     ^^^^^^^ WEFT132 `*values` cannot be compiled — a compiled function has a fixed list of parameters
    return values[0]
