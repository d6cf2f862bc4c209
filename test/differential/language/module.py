# SPDX-License-Identifier: Apache-2.0
# Values of the module that several statements make: each function that begins with `t_` is a task.

import math
import numpy as np

rng = np.random.default_rng(7)
NOISE = rng.normal(size=4)
MORE = rng.integers(0, 10, 3)
def build(n):
    t = [0] * n
    for i in range(n):
        t[i] = i * i
    return t
T = build(10)
def push(a, x):
    a.append(x)
S = [1]
push(S, 5)
GRID = [[0] * 3 for _ in range(2)]
for row in GRID:
    row[1] = 7
FAST = True
if FAST:
    STEPS = 10
else:
    STEPS = 100
total = 0
for v in T:
    total += v
names = {}
for i, w in enumerate("a b c".split()):
    names[w] = i
names["z"] = 99
CFG = {"n": 3}
CFG["m"] = 2.5
A = np.zeros(4)
A[2] = 5.0
A += 1
def grid(n):
    a = np.arange(n) * 1.0
    return a, a[1:] - a[:-1], n
X, DX, NX = grid(5)
FACT = [1]
for k in range(1, 15):
    FACT.append(FACT[-1] * k)
def choose(n, k):
    return FACT[n] // (FACT[k] * FACT[n - k])
PASCAL = [[choose(n, k) for k in range(n + 1)] for n in range(6)]


def t_statements():
    print(S, GRID, STEPS, total, names, CFG["n"], CFG["m"], A, X, DX, NX, FACT, PASCAL)
    s = 0
    for i in range(3):
        s += T[i] + names["b"]
    return s, NOISE, MORE, choose(5, 2)


def fields():
    exp, log = [0] * 32, [0] * 16
    x = 1
    for i in range(15):
        exp[i] = x
        log[x] = i
        x <<= 1
        if x & 16:
            x ^= 0x13
    for i in range(15, 32):
        exp[i] = exp[i - 15]
    return exp, log
EXP, LOG = fields()
SQ = {}
for _i in range(10):
    SQ[_i] = _i * _i
PRIMES = []
for prime in range(2, 40):
    if all(prime % q for q in PRIMES):
        PRIMES.append(prime)
CODE = {c: i for i, c in enumerate("ACGT")}
A3, B3 = 3, 4.5
(C, D), E = (1, 2), "x"
INV = {v: k for k, v in CODE.items()}


def t_unpacked():
    a, b = 3, 7
    print(EXP[LOG[a] + LOG[b]], SQ[a], PRIMES, CODE["G"], A3 + B3, C, D, E, INV[2])
    return sum(PRIMES)


METHODS = {}
CUBES = []
NAMED = {}


def method(name, order=1):
    def keep(f):
        METHODS[name] = (f, order)
        return f

    return keep


def cube(f):
    CUBES.append(f)
    NAMED[f.__name__] = f
    return f


@method("euler")
def step_euler(f, y, h):
    return y + h * f(y)


@method("middle", order=2)
def step_middle(f, y, h):
    return y + h * f(y + h / 2 * f(y))


@cube
def volume(x):
    return x * x * x


@cube
def surface(x):
    return 6 * x * x


def t_registries(n=5):
    out = {}
    for name, (step, order) in METHODS.items():
        y = 1.0
        for _ in range(n):
            y = step(lambda v: -v, y, 0.1)
        out[name] = (y, order)
    print(sorted(NAMED), len(CUBES), [f(2.0) for f in CUBES])
    s = 0.0
    for name in sorted(NAMED):
        s = s * 2 + NAMED[name](float(n))
    return out["euler"], out["middle"], s, METHODS["middle"][1], volume(2.0), step_euler(abs, 1.0, 0.5)
