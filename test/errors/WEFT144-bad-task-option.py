# Bad task option.
import weft

@weft.task(precision='double')
#                    ^^^^^^^^ WEFT144 Option `precision` has a value that Weft cannot use — it is neither "strict" nor "fast"
def f(a: float):
    return a
