# Statement not compiled.
import weft

@weft.task
def f(a: float):
    match a:
#   ^^^^^^^^ WEFT120 `match` cannot be compiled — a task holds assignments, loops, conditions, calls and `return`
        case _:
            return a
