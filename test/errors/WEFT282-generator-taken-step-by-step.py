# A generator function that is taken step by step.
import weft


def squares(n):
    for i in range(n):
        yield i * i


@weft.task
def f(n: int):
    g = squares(n)
#       ^^^^^^^^^^ WEFT282 A generator of `squares` here — it is compiled where one loop, `list`, `sum` or the like takes its items
    first = next(g)
#           ^^^^ WEFT235 `next` cannot be compiled — a task computes with numbers and arrays
    return first + next(g)
#                  ^^^^ WEFT235 `next` cannot be compiled — a task computes with numbers and arrays
