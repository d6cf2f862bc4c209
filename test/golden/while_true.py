# task(x: float)
# Only `break` and `return` leave `while True`.


def f(x):
    guess = x
    while True:
        better = 0.5 * (guess + x / guess)
        if abs(better - guess) < 1e-12:
            break
        guess = better
    return better
