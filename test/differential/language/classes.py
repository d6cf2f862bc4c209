# SPDX-License-Identifier: Apache-2.0
# Classes as programs write them: dataclasses with options, properties that are set, operators, exceptions.
import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import Enum, IntEnum, auto

import numpy as np


@dataclass(order=True)
class Event:
    time: float
    seq: int
    kind: str = field(compare=False)
    who: int = field(default=-1, compare=False, repr=False)


@dataclass(kw_only=True, eq=True)
class Options:
    steps: int = 1
    width: float


@dataclass
class Run:
    dt: float = 0.01
    n: int = field(init=False, default=0)
    tag: str = field(default="a", repr=False)
    scale: float = field(init=False)
    seen: list = field(default_factory=list, compare=False)

    def __post_init__(self):
        self.scale = self.dt**2

    def step(self):
        self.n += 1
        self.seen.append(self.n * self.dt)


def t_dataclasses():
    a, b, c = Event(1.0, 2, "x"), Event(1.0, 2, "y"), Event(0.5, 7, "z", 4)
    print(a == b, a < b, a <= b, c < a, a > c, a >= c, a != c, c)
    run = Run(0.5)
    run.step()
    run.step()
    other = Run(0.5)
    other.n = 2
    print(run, run.scale, run.seen, run == other, Options(width=2.0), Options(width=2.0) == Options(steps=1, width=2.0))
    return a.who, c.time, run.n


class Gas:
    def __init__(self, temperature):
        self.log = []
        self._kelvin = 0.0
        self.kelvin = temperature

    @property
    def kelvin(self):
        return self._kelvin

    @kelvin.setter
    def kelvin(self, value):
        if value < 0:
            raise ValueError(f"{value} K is below zero")
        self._kelvin = value
        self.log.append(value)

    @property
    def celsius(self):
        return self._kelvin - 273.15

    @celsius.setter
    def celsius(self, value):
        self.kelvin = value + 273.15


def t_setters():
    gas = Gas(300.0)
    gas.kelvin += 10
    gas.celsius = 20.0
    print(gas.kelvin, gas.celsius, gas.log)
    gas.kelvin = -gas.kelvin
    return gas.log


class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __radd__(self, other):
        return self if other == 0 else NotImplemented

    def __mul__(self, k):
        return Vector(self.x * k, self.y * k)

    __rmul__ = __mul__

    def __abs__(self):
        return math.hypot(self.x, self.y)

    def __repr__(self):
        return f"Vector({self.x:.3f}, {self.y:.3f})"

    def __iter__(self):
        yield self.x
        yield self.y


class Path:
    def __init__(self):
        self.points = []
        self.length = 0.0

    def add(self, point):
        if self.points:
            last = self.points[-1]
            self.length += math.dist([*last], list(point))
        self.points.append(point)
        return self

    def __iter__(self):
        return iter(self.points)

    def __len__(self):
        return len(self.points)


def t_operators_and_iteration():
    a = Vector(1.0, 2.0)
    b = 2.0 * a + Vector(0.5, -1.0) * 3
    x, y = b
    print(a, b, abs(b), list(a), [c * 2 for c in b], max(b), sum([a, b], Vector(0.0, 0.0)))
    path = Path().add(a).add(b).add(Vector(x, -y))
    for i, point in enumerate(path):
        print(i, point.x, point)
    return x, y, len(path), path.length, sum(p.y for p in path), np.array([list(p) for p in path])


class Infeasible(Exception):
    """No solution."""


class SolverError(RuntimeError):
    pass


class NotConverged(SolverError):
    def __init__(self, steps, residual=1.0):
        self.steps = steps
        super().__init__(f"no convergence after {self.steps} steps, residual {residual:.1e}")


def t_exception():
    raise Infeasible("empty set")


def t_exception_without_text():
    raise Infeasible


def t_exception_of_exception():
    raise SolverError(f"bad {1 + 1}")


def t_exception_with_init():
    print("before")
    raise NotConverged(10, residual=0.25)


def t_plain_exception():
    raise Exception("plain")


class Shape(ABC):
    sides = 0

    @abstractmethod
    def area(self): ...

    def describe(self):
        return f"{self.sides} sides, area {self.area():.2f}"


class Square(Shape):
    sides = 4

    def __init__(self, a):
        self.a = a

    def area(self):
        return self.a**2


class Circle(Shape):
    def __init__(self, r):
        self.r = r

    @classmethod
    def unit(cls):
        return cls(1.0)

    def area(self):
        return math.pi * self.r**2


def t_abstract():
    shapes = [Square(2.0), Circle.unit()]
    for shape in shapes:
        print(shape.describe(), isinstance(shape, Square))
    return sum(shape.area() for shape in shapes)


class State(Enum):
    SUSCEPTIBLE = "S"
    INFECTED = "I"
    RECOVERED = "R"

    @property
    def is_active(self):
        return self is State.INFECTED


class Kind(IntEnum):
    WATER = 1
    ROCK = 5
    SAND = auto()


class Mixed(Enum):
    A = 1
    B = "b"
    C = 2.5


class Cell:
    def __init__(self):
        self.state = State.SUSCEPTIBLE
        self.since = 0

    def step(self, t):
        if self.state is State.SUSCEPTIBLE and t == 1:
            self.state = State.INFECTED
        elif self.state == State.INFECTED and t > 2:
            self.state = State.RECOVERED
        else:
            self.since += 1


def t_enum(k=2):
    cell = Cell()
    state = State.RECOVERED
    for t in range(5):
        cell.step(t)
        if t == k:
            state = State.SUSCEPTIBLE
        print(t, cell.state.name, cell.state, f"{cell.state.value:>3}|{state}", cell.state.is_active, state != cell.state)
    for each in State:
        print(each, each.name, each.value, each is state)
    found = [each for each in (State.INFECTED, state, cell.state)]
    print(len(State), len(found), found[1] is State.SUSCEPTIBLE, State("I").name, state == "S", state is None)
    for i in range(2):
        mixed = Mixed.A if i == 0 else Mixed.C
        value = mixed.value
        print(value, mixed.name, Mixed.B.value)
    return state.value, cell.since, State(["S", "I", "R"][k]).name


def t_int_enum(k=1):
    kind = Kind.SAND if k > 0 else Kind.WATER
    grid = np.zeros((2, 3), dtype=int)
    grid[0, 1] = kind
    grid[Kind.WATER, 2] = Kind.ROCK
    total = 0
    for each in Kind:
        total += each
        print(each.name, int(each), each > 2, each * 2, grid == each)
    print(total, kind + 1, kind == 6, kind is Kind.SAND, str(kind), f"{kind}", kind, max(Kind.WATER, kind))
    return grid, total, kind.value, Kind(5).name, [7, 8, 9][Kind.WATER]


def t_enum_of_nothing(k=7):
    return Kind(k).name


def t_enum_in_sequences(k=1):
    state = State.INFECTED if k > 1 else State.RECOVERED
    return state in (State.INFECTED, State.RECOVERED), state not in [State.INFECTED], [State.INFECTED, state].index(state)


@dataclass
class Part:
    name: str
    nodes: tuple
    counts: list
    note: float = field(default=0.0, compare=False)


class Link:
    def __init__(self, k):
        self.k = k
        self.next = None


def t_equal_items():
    parts = [Part(str(i), (i, i + 1), [], float(i)) for i in range(3)] + [Part("1", (1, 2), [7])]
    parts[1].counts.append(7)
    looked = Part("2", (2, 3), [])
    print(parts.index(looked), looked in parts, parts.count(parts[1]), parts.index(parts[3]), Part("9", (1, 2), []) in parts)
    print(parts[1] == parts[3], parts[0] != parts[1], (parts[1], 2) == (parts[3], 2), looked in (parts[0], parts[2]))
    maybe = [None if i == 1 else Part("x", (i, 0), []) for i in range(3)]
    print(maybe.index(None), maybe.index(Part("x", (2, 0), [])))
    parts.remove(looked)
    return len(parts), looked in parts


def t_equal_by_identity():
    links = [Link(i % 2) for i in range(5)]
    for i in range(4):
        links[i].next = links[i + 1]
    a = links[1]
    print(a == links[1], a != links[1], a == links[3], links.index(links[3]), a in links, Link(1) in links, a in links[2:])
    print(links[0].next == a, links[0].next.next == a, a == None, links[-1].next == None, links.count(a))
    links.remove(links[2])
    return len(links), links[2].k
