# Missing token.
import weft

@weft.task
def f(:
#    ^ WEFT102 `)` is missing here
    return 1
