# task(n: int)
# An assignment expression takes the whole conditional expression after it.


def walrus_conditional(n):
    x = abs(n) % 50 + 1
    steps = 0
    while (x := x // 2 if x % 2 == 0 else 3 * x + 1) != 1:
        steps += 1
        if steps > 200:
            break
    if (y := 2 if n > 3 else 7) > 5:
        steps += 1000
    if (z := n > 1) and y > 0:
        steps += 5000
    return steps, x, y, z
