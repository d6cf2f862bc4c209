# task(n: int)
# A loop that only `return` leaves.


def f(n):
    while True:
        n -= 1
        if n < 0:
            return n
