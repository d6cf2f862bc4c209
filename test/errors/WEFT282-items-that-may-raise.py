# Items that would be computed before Python asks for them, where one of them may raise.
from itertools import cycle
import weft


def first_large(items):
    for item in items:
        if item > 3:
            return item
    return 0


@weft.task
def task(xs: list[int], ys: list[int]):
    for a, b in zip(cycle(6 // v for v in xs), ys):
#                        ^^^^^^^^^^^^^^^^^^^^ WEFT282 A generator whose items may raise, here — they would be computed all at once, where Python computes each when it is asked for
        print(a, b)
    for a, b in zip((v // w for v in xs for w in ys), (v // w for v in ys for w in xs)):
#                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ WEFT282 A generator whose items may raise, here — they would be computed all at once, where Python computes each when it is asked for
#                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ WEFT282 A generator whose items may raise, here — they would be computed all at once, where Python computes each when it is asked for
        print(a, b)
    return first_large(6 // v for v in xs)
#                     ^^^^^^^^^^^^^^^^^^^^ WEFT282 A generator whose items may raise, for `first_large` — they would be computed before the call, where Python computes each when the function asks for it
