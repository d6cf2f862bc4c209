# More combinations of types in one statement than are compiled.
import weft

@weft.task
def f(n: int):
    a = 1 if n > 0 else 2.5
    b = 1 if n > 1 else 2.5
    c = 1 if n > 2 else 2.5
    d = 1 if n > 3 else 2.5
    e = 1 if n > 4 else 2.5
    print(a, b, c, d, e)
#                     ^ WEFT204 Name `e` is `int` on one path and `float` on another — a statement is compiled for each combination of the types of its names, 16 at most
