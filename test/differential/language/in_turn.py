# SPDX-License-Identifier: Apache-2.0
# Items that Python computes one by one: those that it does not reach raise nothing, and errors come in its order.

from functools import partial, reduce
from itertools import accumulate, chain, count, cycle, dropwhile, islice, pairwise, starmap, takewhile

import numpy as np


def nice(v):
    return 6 // v > 1


def t_list_of_zip_of_filter():
    xs = [1, 2, 3, 0]
    print(list(zip(filter(lambda v: 6 / v > 1, xs), [7, 8])))


def t_list_of_zip_of_filter_second():
    xs = [1, 2, 3, 0]
    print(list(zip([7, 8, 9], filter(lambda v: 6 / v > 1, xs))))


def t_comprehension_over_zip():
    xs = [1, 2, 3, 0]
    print([a * b for a, b in zip([7, 8], (v for v in xs if 6 / v > 1))])
    print([a * b for a, b in zip([7, 8], (v / w for v in [4, 2, 1] for w in (2, 1, 0)))])
    print(sum(a * b for a, b in zip((v for v in xs if 6 / v > 1), [7, 8])))


def t_any_of_enumerate():
    xs = [1, 2, 3, 0]
    print(any(i > 1 for i, v in enumerate(filter(nice, xs))))
    print(all(i < 1 for i, v in enumerate(v for v in xs if 6 / v > 1)))
    print([i * v for i, v in enumerate(v for v in xs[:3] if 6 / v > 1)])


def t_next_of_zip():
    xs = [1, 2, 3, 0]
    print(next(zip(filter(nice, xs), xs)))


def t_errors_in_order():
    xs = [1, 2, 3, 0]
    ys = [5.0]
    print([ys[i] for i, v in enumerate(v for v in xs if 6 / v > 1)])


def t_errors_of_filter_in_order():
    xs = [1, 2, 3, 0]
    ys = [5.0 * v for v in xs[:2]]
    print([ys[v] for v in filter(lambda v: 6 / v > 1, xs)])


def t_errors_of_map_in_order():
    xs = [1, 2, 3, 0]
    ys = [5.0, 6.0]
    print([ys[v] for v in map(lambda v: 6 // v - 2, xs)])


def t_errors_of_generator_in_order():
    xs = [1, 2, 3, 0]
    ys = [5.0, 6.0]
    print([ys[v] for v in (6 // v - 2 for v in xs)])


def t_any_over_map():
    xs = [1, 2, 3, 0]
    print(any(v < 4 for v in map(lambda v: 6 // v, xs)))
    print(any(v < 4 for v in (6 // v for v in xs)))
    print(any(map(lambda v: 6 // v < 4, xs)), any(filter(lambda v: 6 // v < 4, xs)))
    print(all(v > 4 for v in filter(lambda v: 6 // v, xs)))
    print(any(v < 4 for v in (6 // v for v in (w for w in xs if 6 // w))))


def t_in_map():
    xs = [1, 2, 3, 0]
    print(3 in map(lambda v: 6 // v, xs), 3 in (6 // v for v in xs), 2 in filter(lambda v: 6 // v, xs))


def t_in_zip():
    xs = [1, 2, 3, 0]
    print((3, 2) in zip((6 // v for v in xs), xs), (1, 2) in enumerate(6 // v for v in xs))


def t_islice():
    xs = [1, 2, 3, 0]
    print(list(islice((6 // v for v in xs), 3)), list(islice(map(lambda v: 6 // v, xs), 1, 3)))
    for v in islice((6 // v for v in xs), 2):
        print(v)


def t_chain_in_order():
    xs = [1, 2, 3, 0]
    for v in chain((6 // v for v in xs), [7]):
        print(v)


def t_chain_any():
    xs = [1, 2, 3, 0]
    print(any(v < 4 for v in chain([9], (6 // v for v in xs))))


def t_pairwise_in_order():
    xs = [1, 2, 3, 0]
    for v, w in pairwise(6 // v for v in xs):
        print(v, w)


def t_accumulate_in_order():
    xs = [1, 2, 3, 0]
    for v in accumulate(6 // v for v in xs):
        print(v)


def t_accumulate_any():
    xs = [1, 2, 3, 0]
    print(any(v > 7 for v in accumulate(map(lambda v: 6 // v, xs))))


def t_starmap_in_order():
    for v in starmap(lambda a, b: a // b, [(6, 1), (6, 2), (6, 0)]):
        print(v)


def t_starmap_any():
    print(any(v < 4 for v in starmap(lambda a, b: a // b, [(6, 1), (6, 2), (6, 0)])))


def t_takewhile():
    xs = [1, 2, 3, 0]
    print(list(takewhile(lambda v: v > 2, (6 // v for v in xs))))


def t_unpacked():
    a, b = (6 // v for v in [1, 2])
    c, d = map(lambda v: 6 // v, [1, 2, 3, 0])
    print(a, b, c, d)


def t_reversed_items():
    xs = [1, 2, 3, 0]
    for v in reversed(list(6 // v for v in xs)):
        print(v)


def t_two_filters():
    xs = [1, 2, 3, 0]
    print(list(zip(filter(nice, xs), filter(lambda v: v > 1, [1, 2, 3, 4, 5]))))
    print(list(zip(filter(lambda v: v > 1, [1, 2, 3]), filter(nice, xs))))


def t_two_filters_in_for():
    xs = [1, 2, 3, 0]
    for a, b in zip((v for v in xs if 6 / v > 1), (v for v in [1, 2] if v)):
        print(a, b)


def t_two_filters_short():
    xs = [1, 2, 3, 0]
    for a, b in zip((v for v in [1, 2] if v), (v for v in xs if 6 / v > 1)):
        print(a, b)


def t_min_of_zip():
    xs = [1, 2, 3, 0]
    print(min(zip((v for v in xs if 6 / v > 1), [3, 2])), dict(zip((v for v in xs if 6 / v > 1), [3, 2])))
    print(np.array([a + b for a, b in zip((v for v in xs if 6 / v > 1), [3, 2])]))
    print({a: b for a, b in zip((v for v in xs if 6 / v > 1), [3, 2])}, {a for a, b in zip((v for v in xs if 6 / v > 1), [3, 2])})


def t_warnings_in_order():
    xs = np.array([1.0, -1.0, 4.0])
    print(any(v > 0 for v in map(np.sqrt, xs)))
    print(list(zip((np.sqrt(v) for v in xs if np.sqrt(v) > 0), [])), [b for b, a in zip([1], filter(np.sqrt, xs))])


def t_list_that_sees_itself_grow():
    xs = [1]
    xs.extend(len(xs) for _ in range(3))
    return xs


def t_keys_between_items():
    xs = [1, 2, 3, 0]
    ys = [0, 1, 2]
    print(max((6 // v for v in xs), key=lambda w: ys[w]))


def t_reduce_between_items():
    xs = [1, 2, 3, 0]
    ys = [v for v in xs[:1]]
    print(reduce(lambda a, b: a + ys[b], (6 // v for v in xs), 0))


def t_calls_between_items():
    xs = [1, 2, 3, 4]
    print(reduce(lambda a, b: a // b, (12 // v for v in xs), 144.0))
    print(reduce(lambda a, b: a // b, map(lambda v: 12 // v, xs)))
    print(max((12 // v for v in xs), key=lambda w: 1 / w), min((12 // v for v in xs), key=lambda w: 1 / w))


def t_reduce_of_nothing():
    xs = [v for v in range(0)]
    print(reduce(lambda a, b: a // b, (12 // v for v in xs)))


def t_function_that_is_made():
    xs = [1, 2, 3, 0]
    ys = [1, 2]
    for v in map(partial(pow, 2), xs):
        print(ys[v])


def t_tools():
    xs = [1, 2, 3, 4]
    n = len(xs)
    print(list(takewhile(lambda v: v < 3, xs)), list(dropwhile(lambda v: v < 3, xs)))
    print(sum(takewhile(lambda v: v < 3, xs)), [v for v in dropwhile(lambda v: v < 2, xs)])
    print(list(accumulate((6 // v for v in xs), initial=5)), list(accumulate(map(lambda v: 6 // v, xs), lambda a, b: a * b)))
    print(list(chain.from_iterable((v // w for w in (1, 2)) for v in xs)))
    print(list(islice((12 // v for v in xs), n - 2)), list(islice((12 // v for v in xs), n - 3, None)))
    for a, b in zip(count(3), filter(lambda v: 6 // v > 1, xs)):
        print(a, b)
    for a, b in zip(cycle([7, 8]), filter(lambda v: 6 // v > 1, xs)):
        print(a, b)
    for a, b in zip(reversed(xs), filter(lambda v: 6 // v > 1, xs)):
        print(a, b)
    print(list(starmap(pow, [(2, 3), (3, 2)])), [v for v in starmap(lambda a, b: a / b, [(2, 3), (3, 2)])])
    for v in chain.from_iterable([[1, 2], [3]]):
        print(v)
    print([a for a in chain.from_iterable([x, -x] for x in xs)], list(pairwise(6 // v for v in xs)))
    print([a + b for a, b in zip(filter(lambda v: 6 // v > 1, xs), map(lambda v: 6 // v, xs))])
    print(sum(takewhile(lambda v: v > 1, (6 // v for v in count(1)))) if n < 0 else 0)


def t_negative_start_of_islice():
    xs = [1, 2, 3, 4]
    n = len(xs)
    print(list(islice((12 // v for v in xs), n - 5, None)))


def t_printing_items():
    def noisy(v):
        print('item', v)
        return v

    xs = [1, 2, 3]
    print([(a, b) for a, b in zip(filter(noisy, xs), [7])])
    print(list(islice(map(noisy, xs), 2)), any(v > 1 for v in map(noisy, xs)))
    print([v for v in (noisy(w) for w in xs) if noisy(v) > 1])


class Box:
    def __init__(self, xs):
        self.xs = xs
        self.n = 0

    def ok(self, v):
        self.n += 1
        return 6 // v > 1

    def pairs(self, ys):
        return [(a, b) for a, b in zip(filter(self.ok, self.xs), ys)]


def t_methods():
    b = Box([1, 2, 3, 0])
    print(b.pairs([7, 8]), b.n)
    print(any(a > 1 for a in map(lambda v: 6 // v, b.xs)), b.n)


def t_places():
    xs = np.array([1.0, 4.0, 0.0])
    rows = [xs[:2], xs[1:]]
    print([float(r.sum()) for r in map(lambda r: r / r[0], rows)])
    print([float(a) for a, n in zip((x for r in rows for x in r / r[0]), range(3))])
    print([(i, s) for i, s in enumerate(t.upper() for t in ['a', 'b'] if t != 'a')])
    print([tuple(p) for p in zip((str(v) for v in (1, 2) if 1 / v > 0.6), 'xyz')])
    print(next(zip((v for v in [1, 2, 0] if 1 // v >= 0), 'ab')), next(enumerate(v for v in [1, 0] if 1 // v)))
    a, *rest = (6 // v for v in [1, 2, 3])
    (p, q), r = zip((v for v in [3, 4] if 12 // v), [5, 6])
    print(a, rest, p, q, r)
    f = lambda n: [a + n for a, _ in zip((6 // v for v in [3, 1] if v > 1), range(1))]
    print(f(3), f"{[a for a, _ in zip((6 // v for v in [3, 1] if v), [1])]}")
    print({a: [b for b in islice((6 // w for w in [1, 2]), a)] for a in (1, 2)})


def t_streams():
    rng = np.random.default_rng(3)
    print([round(a, 6) for a, b in zip((rng.random() for _ in range(9) if rng.random() > 0.2), range(3))])
    print([round(v, 6) for v in map(lambda i: rng.random(), range(2))])
    total = 0.0
    for a, b in zip(chain((rng.random() for _ in range(2)), [0.5]), range(5)):
        total += a * b
    print(round(total, 6), round(rng.random(), 6))


def t_loops_in_loops():
    xs = np.arange(9)
    s = 0
    for a, b in zip((int(x) for x in xs if x % 3 == 0), (int(x) for x in xs if x % 2 == 0)):
        for c, d in zip((a + int(x) for x in xs if x > a), (b - int(x) for x in xs if x < b)):
            if c > 40:
                break
            if d == 3:
                continue
            s += c * d
        else:
            s += 1
    return s


def steps(n):
    for i in range(n):
        yield 6 // (3 - i)


def t_generator_functions():
    xs = [1, 2, 3, 4]
    print(list(zip((x for x in xs if 6 // x > 2), steps(9), 'ab')))
    print([(a, b) for a, b in zip(steps(9), (6 // x for x in xs if x > 1))])
