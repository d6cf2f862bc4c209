# Part of a text.
import weft

@weft.task
def f(n: int):
    s = f"{n} steps"
    return s[0] == "1"
#          ^^^^ WEFT291 This part of a text cannot be taken — the text is made at run time
