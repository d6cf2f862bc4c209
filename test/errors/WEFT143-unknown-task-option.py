# Unknown task option.
import weft

@weft.task(cores=4)
#          ^^^^^^^ WEFT143 `weft.task` has no option `cores` — its options are `threads` and `precision`, given by keyword
def f(a: float):
    return a
