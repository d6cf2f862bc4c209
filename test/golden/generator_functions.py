# task(a: f64[n,m], tol: float)
# A generator function in a loop: its body, with the loop's at each `yield`; `break` leaves both of its loops.
import weft


def cells(n, m):
    for i in range(n):
        for j in range(m):
            yield i, j
    print("end")


@weft.task
def first_above(a, tol):
    place = (-1, -1)
    for i, j in cells(a.shape[0], a.shape[1]):
        if a[i, j] < 0:
            continue
        if a[i, j] > tol:
            place = (i, j)
            break
    return place
