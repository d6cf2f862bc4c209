# task(x: float, n: int)
# A name assigned on several paths is a variable; one that only a branch uses is not.


def f(x, n):
    if x > 1:
        y = x * 2
    elif x > 0:
        y = x
    else:
        t = -x
        y = t + 1
    if n > 3:
        n = 3
    return y, n
