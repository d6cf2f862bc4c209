# Statement not compiled.
import weft

@weft.task
def f(a: float):
    match a:
#   ^^^^^^^^ WEFT120 `match` cannot be compiled — a task computes with numbers, text, lists and arrays
        case [x]:
            return x
