# SPDX-License-Identifier: Apache-2.0
# Lists, dictionaries and sets that nothing is ever put into, and expressions that certainly raise.


def t_loops_over_nothing():
    xs, d, s = [], {}, set()
    total = 0
    for x in xs:
        total += x[0][1]
    while xs:
        a, b = xs.pop()
        total += a.size + b
    for k, v in d.items():
        total += k.depth * v[0][0]
    for (a, b), c in zip(s, range(3)):
        total += a + b[c]
    for k in d:
        if k > 2:
            continue
        if total > 3:
            break
    else:
        print("all of nothing")
    names = [x.name for x in xs]
    return total, len(xs), len(d), names == [], sum(d.values()), sum(1 for x in s if x[1] > 2)


def t_questions_to_nothing():
    d, s = {}, set()
    n = len("abcd")
    u = 3
    if n in d:
        u = (u * 0.25) % 17.5
    v = d[n] % 41 if n in d else None
    s.discard("a")
    s.discard((1, 2))
    d = dict(sorted(d.items(), key=lambda item: (item[1], item[0])))
    print(d, s, "a" in s, (n, n) in d, d.get(n, 5), d.pop("a", "b"), d == {}, bool(s))
    return u, v


def t_results_of_nothing():
    xs, nested = [], [[], []]
    for row in nested:
        for x in row:
            xs.append(x.value)
    return xs, nested, (xs, len(nested[0])), [q for row in nested for q in row]


def t_item_of_nothing(n: int = 3):
    xs = []
    xs.reverse()
    if n > 2:
        print("before")
        n = xs[n][1] + 2
    return n


def t_item_of_nothing_in_a_choice(n: int = 3):
    xs = []
    return xs[n][1] if n < 2 else n, [xs[0].name for _ in range(n) if n < 0]


def t_item_of_nothing_in_a_loop(n: int = 3):
    d = {}
    return [d[i][0] for i in range(n)]


def t_key_of_nothing(n: int = 3):
    d = {}
    print(n)
    return d[(n, "a")][0]


def t_remove_from_nothing():
    s = set()
    s.remove("a")


def t_pop_from_nothing():
    stack = []
    node = stack.pop()
    return node.left


def t_filled_by_a_function(n: int = 2):
    def fill(a, k):
        if k > 0:
            a.append((k, [k] * k))
            fill(a, k - 1)

    def read(a):
        return sum(x[0] + len(x[1]) for x in a)

    xs = []
    empty = []
    fill(xs, n)
    return read(xs), read(empty), [x[1] for x in xs]


def fail(n):
    raise ValueError(f"no {n}")


def t_function_that_never_returns_in_a_comprehension(n: int = 4):
    print(n)
    return [fail(i) for i in range(n)]


def t_function_that_never_returns_under_a_condition(n: int = 4):
    xs = [fail(i) for i in range(n) if i > n]
    ys = [fail(i) if i > n else i for i in range(n)]
    zs = {i: fail(i) for i in range(n) if i < 0}
    any(fail(i) for i in range(n) if i > 8)
    return xs, ys, len(zs), n < 2 and fail(n), n > 2 or fail(n)


def t_function_that_never_returns_for_the_last(n: int = 4):
    return sum(fail(i) if i > 2 else i for i in range(n))


def t_either_side_raises(n: int = 4):
    return n + (fail(n) if n > 2 else fail(-n))


def t_none_among_tuples_in_a_condition(n: int = 3):
    table = [(i, None if i > 2 else i * 0.5) for i in range(n)]
    small = [row[0] for row in table if row[0] > 1 and row[1] > 0.5]
    large = [row[0] for row in table if row[0] < 9 or row[1] > 0.5]
    table.append((n, None))
    print(small, large, [row[0] > 5 and row[1] > 0.5 for row in table])
    return [row[0] for row in table if row[0] > 1 and row[1] > 0.5]


def t_largest_of_nothing(n: int = 3):
    starts = {}
    if n < 2:
        print(max(starts.values()), min(s + op.time for op, s in starts.items()), max([]))
    print(max(starts.values(), default=n), min([], default=None))
    return max(s + op.time for op, s in starts.items())


class Cell:
    def __init__(self, place):
        self.place = place
        self.mass = 0.0
        self.kids = None

    def child(self, x):
        k = 1 if x > self.place else 0
        if self.kids[k] is None:
            self.kids[k] = Cell(self.place + (1 if k else -1))
        return self.kids[k]

    def insert(self, x, depth=0):
        if self.mass > 0.0:
            if self.kids is None:
                self.kids = [None] * 2
            if depth < 4:
                self.child(x).insert(x, depth + 1)
        self.mass += x

    def count(self):
        return 1 + (0 if self.kids is None else sum(k.count() for k in self.kids if k))


def t_objects_in_the_place_of_none():
    root = Cell(0.5)
    for i in range(9):
        root.insert(i * 0.3)
    return root.count(), root.mass, root.kids[0] is None, root.kids[1].mass
