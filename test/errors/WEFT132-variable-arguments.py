# Variable arguments.
import weft

@weft.task
def f(**values):
#     ^^^^^^^^ WEFT132 `**values` cannot be compiled — the names of its arguments are known only to its callers
    return 1
