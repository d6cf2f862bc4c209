# Dictionary or set.
import weft

@weft.task
def f(a: float):
    box = {'a': a}
#         ^^^^^^^^ WEFT127 A dictionary cannot be compiled — a task works on numbers and arrays
    return box['a']
