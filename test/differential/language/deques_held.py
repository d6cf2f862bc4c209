# SPDX-License-Identifier: Apache-2.0
# Deques that lists, dictionaries, objects and methods among values hold.

from collections import deque
from dataclasses import dataclass, field


def t_in_lists(n: int = 7):
    queues = [deque() for _ in range(3)]
    first = queues[0]
    for i in range(n):
        queues[i % 3].append((i, i * 0.5))
    total = 0.0
    while queues[0]:
        a, b = queues[0].popleft()
        total += a * b
    first.append((9, 0.25))
    for q in queues:
        q.appendleft((len(q), 1.5))
    return total, len(first), [x[0] for q in queues for x in q], queues[0][-1], queues[1].pop()


def t_in_dictionaries(n: int = 5):
    lanes = {i: deque() for i in range(n)}
    for i in range(3 * n):
        lanes[i * i % n].append(i)
    moved = lanes[1]
    moved.rotate(1)
    return {k: list(q) for k, q in lanes.items()}, moved[0], sum(len(q) for q in lanes.values())


def t_in_tuples(n: int = 4):
    pairs = [(i, deque([i, i + 1])) for i in range(n)]
    for i, q in pairs:
        q.extend([i] * i)
    return [list(q) for _, q in pairs], max(len(q) for _, q in pairs)


@dataclass
class Desk:
    open: int
    plain: deque = field(default_factory=deque)
    vips: deque = field(default_factory=deque)
    done: list = field(default_factory=list)

    def arrive(self, who):
        (self.vips if who % 3 == 0 else self.plain).append(who)

    def leave(self, who):
        self.open += 1
        if self.vips:
            self.done.append(self.vips.popleft() + who)
        elif self.plain:
            self.done.append(self.plain.popleft())

    def run(self, n):
        handlers = {"arrive": self.arrive, "leave": self.leave}
        for i in range(n):
            handlers["leave" if i % 4 == 3 else "arrive"](i)


def t_in_methods_among_values():
    desk = Desk(1)
    desk.run(14)
    return desk.open, list(desk.plain), list(desk.vips), desk.done
