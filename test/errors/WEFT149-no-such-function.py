# No such function.
#^ WEFT149 Function `g` is not defined in this file — only functions at the top of a module can run
# entry: g
def f(a: float):
    return a
