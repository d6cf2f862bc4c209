# An iterator that has two names, or walks over what tells when it changes.
import weft


@weft.task
def task(n: int):
    it = iter([1, 2, n])
#        ^^^^^^^^^^^^^^^ WEFT282 An iterator here — it has one name, and loops, `next` and the like take its items after it in the same block
    other = it
    counts = {1: n, 2: n}
    keys = iter(counts)
#               ^^^^^^ WEFT282 An iterator over `{1: int, 2: int}` that is kept — Python raises where it has changed meanwhile
    return next(it), next(other), next(keys)
#          ^^^^ WEFT235 `next` cannot be compiled — a task computes with numbers and arrays
#                    ^^^^ WEFT235 `next` cannot be compiled — a task computes with numbers and arrays
