# Stray carriage return.
import weft

@weft.task
def f(a: float):
    b = a    return b
#       ^^^^^^^^^^^^ WEFT101 This is not valid Python — the text from here cannot be read as a statement
#        ^ WEFT112 A carriage return stands alone here — editors and CPython count the lines of this file differently
