# task(a: i64[n], x: int)
# The `else` of a loop runs when no `break` left it.


def f(a, x):
    for i in range(len(a)):
        if a[i] == x:
            found = i
            break
    else:
        found = -1
    return found
