# task(n: int)
# Methods, slices and operators of lists; aliases share, copies do not.
def methods(n):
    a = [3, 1, 2]
    b = a
    c = a[:]
    b.append(n)
    a.insert(0, 7)
    a[1:3] = [9, 9, 9]
    del a[0]
    a.sort(reverse=True)
    c += [4] * n
    last = c.pop()
    return a, c, last, a.count(9), a.index(9), 9 in c, a == b, len(c)
