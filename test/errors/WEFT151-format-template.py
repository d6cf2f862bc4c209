# Format template.
import weft

@weft.task
def f(a: float):
    print("%s and %s" % (a,))
#         ^^^^^^^^^^^^^^^^^^ WEFT151 The template `%s and %s` cannot be filled here — its fields do not fit the values, or have a form that is not compiled
    return a
