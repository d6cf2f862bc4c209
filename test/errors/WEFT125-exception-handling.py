# Exception handling.
import weft

@weft.task
def f(a: float):
    try:
#   ^^^^ WEFT125 `try` cannot be compiled — an error ends the task and is reported with its line
        return 1 / a
    except ZeroDivisionError:
        return 0.0
