# Not valid Python.
import weft

@weft.task
def f(a: float):
    return a b
#          ^ WEFT101 This is not valid Python — the text from here cannot be read as a statement
