# SPDX-License-Identifier: Apache-2.0
# Generator functions: each item is made when it is asked for, and what loops, sums and the like do comes between.

from collections import deque
from itertools import chain, dropwhile, islice, takewhile

import numpy as np

SCALE = 3
step = 2


class Tree:
    def __init__(self, n):
        self.left = np.arange(n)
        self.kind = 1.5
        self.hits = 0

    def leaves(self, k):
        for i in range(k, len(self.left)):
            self.hits += 1
            yield self.left[i] * SCALE

    def twice(self):
        for x in self.leaves(1):
            yield x
            yield x + self.kind


class Wide(Tree):
    def leaves(self, k):
        yield -1
        yield k


def grid(n, m=2):
    for i in range(n):
        for j in range(m):
            yield i, j


def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


def noisy(n, name='item'):
    print('start', name)
    for i in range(n):
        print('make', i)
        yield i
    print('stop', name)


def countdown(n):
    if n < 0:
        return
    while n > 0:
        print('give', n)
        yield n
        n -= 1
    print('end')


def both(n):
    yield from countdown(n)
    yield -1
    for x in countdown(n):
        if x % 2:
            continue
        yield x * 10


def blocks(n, b):
    for i in range(0, n, b):
        for j in range(i, min(i + b, n)):
            if j % 5 == 4:
                continue
            for k in (1, 2):
                yield i, j, k
                print('after', i, j, k)
        print('block', i)


def cells(a):
    n, m = a.shape
    for i in range(n):
        if i == 2:
            continue
        for j in range(m):
            if a[i, j] < 0:
                return
            yield i, j


def newton(x, tol):
    while True:
        y = 0.5 * (x + 2.0 / x)
        if abs(y - x) < tol:
            return
        x = y
        yield x


def pick(n):
    if n == 0:
        yield 'zero'
    elif n == 1:
        yield 'one'
        return
    else:
        for i in range(n):
            if i > 2:
                return
            yield str(i)
    yield 'end'


def mixed(n):
    yield 1
    yield 2.5
    if n > 2:
        yield None
    yield np.ones(2)


def scale(xs, by=2):
    for x in xs:
        yield x * SCALE + step + by


def take(n, items):
    for i, x in enumerate(items):
        if i >= n:
            return
        yield x


def pairs(xs):
    for i in range(len(xs) - 1):
        yield xs[i], xs[i + 1]


def orders(n, m):
    yield range(n), range(m)
    yield range(n), range(m - 1, -1, -1)
    yield range(n - 1, -1, -1), range(m)


def perms(items):
    if len(items) <= 1:
        yield items
    else:
        for i in range(len(items)):
            rest = items[:i] + items[i + 1:]
            for p in perms(rest):
                yield [items[i]] + p


def hanoi(n, a, b, c):
    if n > 0:
        yield from hanoi(n - 1, a, c, b)
        yield a, c
        yield from hanoi(n - 1, b, a, c)


def halves(lo, hi, tol=0.2):
    mid = 0.5 * (lo + hi)
    if hi - lo < tol:
        yield mid
        return
    for x in halves(lo, mid, tol):
        yield x
    for x in halves(mid, hi, tol):
        yield x


def loud(n):
    print('in', n)
    if n > 0:
        yield n
        yield from loud(n - 1)
    print('out', n)


def first_where(a, value):
    for i, j in cells(a):
        if a[i, j] == value:
            return i, j
    return None


def t_loops():
    out = []
    for i, j in grid(4):
        if i == j:
            continue
        out.append(i * 10 + j)
    total = 0
    for x in fib():
        if x > 100:
            break
        total += x
    else:
        total = -1
    for k in countdown(4):
        print('got', k)
        if k == 2:
            break
    else:
        print('else')
    for k in countdown(2):
        print('got', k)
    else:
        print('else')
    for k in both(3):
        print('both', k)
        if k == 20:
            out.append(k)
            continue
        if k == 99:
            break
    for k in countdown(-2):
        print('never', k)
    return out, total, k


def t_jumps_over_loops():
    results = []
    for n in (3, 13):
        seen = [0]
        for i, j, k in blocks(n, 4):
            if j == 1:
                continue
            if j > 8:
                print('leave', i, j, k)
                last = (i, j)
                break
            if k == 2 and j > 3:
                seen.append(j)
            last = (j, k)
        else:
            last = (-1, -1)
            print('all')
        results.append((seen, last))
    a = np.arange(20.0).reshape(5, 4)
    a[3, 2] = -1
    total = 0
    count = 0
    for i, j in cells(a):
        for x in newton(a[i, j] + 1.0, 1e-3):
            if x < 1.45:
                break
            if x > 3:
                continue
            total += x
        else:
            count += 1
        if count > 5:
            break
    rounds = 0
    for x in newton(10.0, 1e-12):
        for y in newton(x, 1e-6):
            rounds += 1
            if rounds > 12:
                break
        else:
            continue
        break
    words = []
    for q in range(4):
        for w in pick(q):
            words.append(w)
            if w == '1' and q == 3:
                break
    return results, total, count, rounds, words, first_where(a, 5.0), first_where(a, 99.0)


def t_what_takes_items():
    n = 4
    print(sum(i * j for i, j in grid(n, 3)), max(countdown(n)), any(x > 50 for x in fib()), 21 in fib(), 22 not in grid(2))
    print(next(x for x in fib() if x > n), next(countdown(0), 'none'), min(countdown(0), default=7), all(countdown(2)))
    print([(i, a) for i, (a, b) in enumerate(grid(2, 2))], list(zip(fib(), range(5))), sorted(both(2)))
    print([a + b for a, b in zip([1, 2, 3], fib())], len(set(countdown(3))), tuple(countdown(2)), list(islice(fib(), n)))
    print(list(islice(fib(), 2, 9, 3)), list(take(3, fib())), sum(1 for _ in takewhile(lambda v: v < 7, fib())))
    print(list(dropwhile(lambda v: v < 3, take(6, fib()))), ','.join(str(x) for x in take(4, fib())))
    print({x: x * x for x in take(4, fib())}, [x * y for x in take(3, fib()) for y in countdown(x + 1)])
    print([sum(countdown(v)) for v in range(3)], max((v for v in countdown(4) if v != 3), key=lambda v: -abs(v - 2)))
    print(np.array(list(grid(2))), np.fromiter(take(5, fib()), dtype=float), *take(3, fib()))
    one, two = countdown(2)
    first, *rest = take(4, fib())
    return one, two, first, rest, dict(grid(3, 1)), list(scale([1.0, 2.0])), [p - q for p, q in pairs(np.arange(4.0) ** 2)]


def t_turns():
    for x in chain(noisy(2, 'a'), [7, 8], noisy(1, 'b')):
        print('use', x)
    for x, y in zip(noisy(5), 'ab'):
        print(x, y)
    for y, x in zip('ab', noisy(5)):
        print(x, y)
    for k, v in enumerate(noisy(2), 1):
        print(k, v)
    for x in (v * 10 for v in noisy(2)):
        print('ten', x)
    for x in map(lambda v: v + 1, noisy(2)):
        print('one', x)
    for x in filter(lambda v: v % 2, noisy(3)):
        print('odd', x)
    print(sum(noisy(3)), any(v > 0 for v in noisy(3)), next(noisy(2)), 1 in noisy(4))
    for x in islice(noisy(9), 2):
        print('slice', x)
    for x in islice(noisy(9), 1, 6, 3):
        print('slice', x)
    for x in takewhile(lambda v: v < 1, noisy(3)):
        print('while', x)
    items = noisy(3, 'kept')
    print('nothing yet')
    for x in items:
        print('kept', x)
        if x == 1:
            break
    print(list(loud(2)))


def t_types():
    total = 0
    for x in mixed(3):
        if x is None:
            total += 100
        else:
            total = total + np.sum(x)
    places = []
    for rows, columns in orders(2, 3):
        for i in rows:
            for j in columns:
                places.append((i, j))
    best = None
    for x in mixed(1):
        if best is None or np.max(x) > best:
            best = np.max(x)
    return total, places, best


def t_methods():
    t = Tree(4)
    w = Wide(4)
    a = [float(x) for x in t.twice()]
    b = [x for x in w.twice()]
    for x in t.leaves(2):
        print(x, t.hits)
    return a, b, t.hits, sum(w.leaves(5))


def t_names():
    SCALE = 100
    step = 5
    n = 4

    def local(m):
        for q in range(m):
            yield q * n

    def use(m):
        return sum(local(m)) + step

    before = sum(local(3))
    n = 7
    i = 3
    q = 'mine'
    for x in local(2):
        i += x
    return before, use(4), i, q, list(scale([1, 2], by=SCALE)), [list(scale([i])) for i in range(2)]


def t_recursion():
    moves = []
    for p, q in hanoi(3, 0, 1, 2):
        moves.append(p * 10 + q)
    return list(perms([1, 2, 3])), sum(1 for _ in hanoi(4, 0, 1, 2)), moves, np.array(list(halves(0.0, 1.0)))


def t_numbers_of_the_stream():
    rng = np.random.default_rng(3)

    def walk(x, n):
        for _ in range(n):
            x += rng.normal()
            yield x

    ends = []
    for x in walk(0.0, 5):
        ends.append(x + rng.uniform())
    return ends, sum(walk(1.0, 4)), max(walk(0.0, 6))


def t_nothing_left():
    print('before')
    return next(x for x in countdown(2) if x > 5)


def t_error_in_its_turn():
    def inverse(n):
        for k in range(3, -n, -1):
            print('divide by', k)
            yield 6 // k

    total = 0
    for x in inverse(2):
        print('got', x)
        total += x
    return total


def t_error_of_the_loop():
    for x in noisy(4):
        print(10 // (2 - x))


def t_zip_in_turn():
    n = 3
    ys = [1, 2]
    out = []
    for i, y in enumerate(10 // (3 - k) for k in range(9)):
        out.append((i, y))
        if i == 2:
            break
    for a, b in zip(ys, (1 / x for x in [5.0, 4.0, 0.0])):
        out.append((a, int(b * 10)))
    s = 2
    for a, b in zip((x * s for x in range(n)), ys):
        s = s + b
        out.append((a, b))
    print([a * b for a, b in zip(map(float, ys), map(lambda v: v + 1, ys))])
    print(any(a > 0.5 for a, b in zip((1 / (x - 2) for x in range(3, -2, -1)), range(9)) if a >= 1 or b > 7))
    print(dict(zip(map(str, ys), (y * y for y in ys))), list(enumerate(map(int, ['1', '2']))))
    print(sorted(zip((-y for y in ys), ys)), sum(a * b for a, b in zip((x + 1 for x in ys), ys)))
    for b, a in zip(range(2), (6 // x for x in [1, 2, 0, 3])):
        print(a, b)
    for a, b in zip((6 // x for x in [1, 2, 0, 3]), range(4)):
        print(a, b)
        if b == 1:
            break
    return out


def t_zip_asks_for_one_more():
    for a, b in zip((6 // x for x in [1, 2, 0, 3]), range(2)):
        print(a, b)
    return 1


def t_zip_of_map_asks():
    print([a for a, _ in zip(map(lambda x: 6 // x, [1, 2, 3, 0]), range(3))])
    return 1


def t_deque_keeps_its_length():
    d = deque([1, 2, 3])
    for x in d:
        print(x)
        if x == 2:
            d.append(d.popleft())
    return 1


def t_full_deque():
    d = deque([1, 2, 3], maxlen=3)
    for x in d:
        print(x, d)
        if x == 2:
            d.append(4)
    return 1


def t_deque_rotates():
    d = deque([1, 2, 3])
    for x in d:
        print(x)
        d.rotate(3)
    return 1


def t_deques_that_stay():
    d = deque([1, 2, 3])
    other = deque(maxlen=2)
    for x in d:
        other.append(x)
        d[0] = x
        if len(other) > 1:
            print(other.popleft(), d, other)
    for x in list(d):
        d.append(d.popleft() + x)
    d.rotate()
    for x in d:
        print(x, end=' ')
    one = deque([1])
    for x in one:
        one.rotate(1)
    return list(d), list(other), list(one)


def t_uneven_in_turn():
    xs = [3, 0, 2, 1, 0]
    out = []
    for i, x in enumerate(6 // x for x in xs if x != 2):
        out.append(i)
        break
    for i, x in enumerate(x for x in xs if 6 // (x - 2) > 0):
        print(i, x)
        break
    for a, b in zip(filter(None, xs), range(2)):
        print(a, b)
        if b == 1:
            continue
        out.append(a)
    for i, (a, b) in enumerate(zip((x * y for x in xs for y in (1, 2)), [7, 8, 9])):
        print(i, a, b)
    for b, a in zip(np.arange(3), (x for x in xs if x)):
        out.append(int(a * b))
    else:
        out.append(-5)
    return out, i
