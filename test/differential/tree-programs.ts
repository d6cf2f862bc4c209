// SPDX-License-Identifier: Apache-2.0
// Objects that hold others of their class: trees, lists, graphs. Each body runs with `a` of five floats, `n` from 0 on and
// `x`.

import type { TaskProgram } from './task-checker';

const NODE = `class Node:
    def __init__(self, key, left=None, right=None):
        self.key = key
        self.left = left
        self.right = right
        self.count = 1

def insert(node, key):
    if node is None:
        return Node(key)
    if key == node.key:
        node.count += 1
    elif key < node.key:
        node.left = insert(node.left, key)
    else:
        node.right = insert(node.right, key)
    return node

def walk(node, out):
    if node is None:
        return
    walk(node.left, out)
    out.append((node.key, node.count))
    walk(node.right, out)

def height(node):
    return 0 if node is None else 1 + max(height(node.left), height(node.right))
`;

const LINK = `class Link:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next

    def __len__(self):
        return 1 if self.next is None else 1 + len(self.next)

class Chain:
    def __init__(self):
        self.head = None
        self.size = 0

    def push(self, value):
        self.head = Link(value, self.head)
        self.size += 1

    def pop(self):
        value = self.head.value
        self.head = self.head.next
        self.size -= 1
        return value

    def reverse(self):
        before, link = None, self.head
        while link:
            link.next, before, link = before, link, link.next
        self.head = before
`;

const EXPRESSIONS = `class Expr:
    def value(self, env):
        return 0.0

    def __add__(self, other):
        return Sum(self, other)

    def __mul__(self, other):
        return Product(self, other)

class Num(Expr):
    def __init__(self, number):
        self.number = number

    def value(self, env):
        return self.number

class Var(Expr):
    def __init__(self, name):
        self.name = name

    def value(self, env):
        return env[self.name]

class Sum(Expr):
    def __init__(self, left, right):
        self.left, self.right = left, right

    def value(self, env):
        return self.left.value(env) + self.right.value(env)

class Product(Sum):
    def value(self, env):
        return self.left.value(env) * self.right.value(env)
`;

const QUAD = `class Quad:
    def __init__(self, cx, cy, half):
        self.cx = cx
        self.cy = cy
        self.half = half
        self.mass = 0.0
        self.com = np.zeros(2)
        self.points = []
        self.children = []

    def insert(self, p, m):
        self.com = (self.com * self.mass + p * m) / (self.mass + m)
        self.mass += m
        if self.children:
            self.child(p).insert(p, m)
            return
        self.points.append((p, m))
        if len(self.points) > 2 and self.half > 0.05:
            h = self.half / 2
            for sx in (-1, 1):
                for sy in (-1, 1):
                    self.children.append(Quad(self.cx + sx * h, self.cy + sy * h, h))
            for q, w in self.points:
                self.child(q).insert(q, w)
            self.points = []

    def child(self, p):
        return self.children[2 * int(p[0] > self.cx) + int(p[1] > self.cy)]

    def force(self, p, theta):
        if self.mass == 0.0:
            return np.zeros(2)
        d = self.com - p
        r = math.sqrt(d[0] ** 2 + d[1] ** 2 + 1e-4)
        if not self.children or 2 * self.half < theta * r:
            return self.mass * d / r ** 3
        total = np.zeros(2)
        for child in self.children:
            total += child.force(p, theta)
        return total
`;

const SET = `class Item:
    def __init__(self, label):
        self.label = label
        self.parent = self
        self.rank = 0

    def find(self):
        item = self
        while item.parent is not item:
            item.parent = item.parent.parent
            item = item.parent
        return item

def union(p, q):
    p, q = p.find(), q.find()
    if p is q:
        return False
    if p.rank < q.rank:
        p, q = q, p
    q.parent = p
    if p.rank == q.rank:
        p.rank += 1
    return True
`;

export const TREE_PROGRAMS: readonly TaskProgram[] = [
  {
    name: 'a search tree',
    before: NODE,
    body: `root = None
for v in a:
    root = insert(root, int(v * 3))
for k in (5, 2, 8, 2, n):
    root = insert(root, k)
out = []
walk(root, out)
return str(out), height(root), root.key`,
  },
  {
    name: 'changes are seen through every name of a node',
    before: NODE,
    body: `leaf = Node(n)
root = Node(1, leaf, Node(2, leaf))
leaf.key += 5
root.right.left.key *= 2
other = root.left
other.count = 7
print(leaf.key, leaf.count, root.left is leaf, root.right.left is root.left, root.right is leaf)
return leaf.key, root.right.left.count`,
  },
  {
    name: 'a linked list',
    before: LINK,
    body: `chain = Chain()
for i in range(n + 3):
    chain.push(i * x)
chain.reverse()
first = chain.pop()
total, link = 0.0, chain.head
while link is not None:
    total = 2 * total + link.value
    link = link.next
return first, total, chain.size, len(chain.head)`,
  },
  {
    name: 'an attribute of None',
    before: LINK,
    body: `chain = Chain()
for i in range(n):
    chain.push(i)
s = 0
for i in range(2):
    s += chain.pop()
return s`,
  },
  {
    name: 'objects of several classes of one base',
    before: EXPRESSIONS,
    body: `e = Num(x) + Var("u") * Num(2.0)
for i in range(n):
    e = e * Num(0.5) + Var("v")
env = {"u": a[0], "v": 3.0}
parts = [Num(1.0), Var("u"), e, e + e]
return e.value(env), str([float(p.value(env)) for p in parts]), isinstance(e, Sum), isinstance(e, Product)`,
  },
  {
    name: 'an attribute that another class of the base has',
    before: EXPRESSIONS,
    body: `parts = [Num(x), Var("u"), Num(1.0) + Num(2.0)]
print(parts[0].number)
k = n
while k > 2:
    k -= 1
return parts[k].number`,
  },
  {
    name: 'forces of a quad tree',
    before: QUAD,
    body: `rng = np.random.default_rng(n)
pos = rng.uniform(-1, 1, size=(25, 2))
tree = Quad(0.0, 0.0, 1.0)
for i in range(len(pos)):
    tree.insert(pos[i], 1.0 + 0.1 * i)
return np.array([tree.force(p, 0.5) for p in pos]), tree.mass, tree.com`,
  },
  {
    name: 'disjoint sets',
    before: SET,
    body: `rng = np.random.default_rng(n)
items = [Item(i) for i in range(12)]
count = 12
for _ in range(9):
    i, j = rng.integers(0, 12, size=2)
    if union(items[i], items[j]):
        count -= 1
return [item.find().label for item in items], count`,
  },
  {
    name: 'parents, children and a search over them',
    before: `class State:
    def __init__(self, heaps, player, parent=None):
        self.heaps = heaps
        self.player = player
        self.parent = parent
        self.children = []
        self.visits = 0

    def expand(self):
        for i, h in enumerate(self.heaps):
            for k in range(1, h + 1):
                heaps = list(self.heaps)
                heaps[i] -= k
                self.children.append(State(heaps, 1 - self.player, self))

def minimax(state):
    if sum(state.heaps) == 0:
        return 1 if state.player == 1 else -1
    state.expand()
    values = [minimax(child) for child in state.children]
    return max(values) if state.player == 0 else min(values)`,
    body: `root = State([1, n % 3], 0)
value = minimax(root)
node = root
while node.children:
    node = node.children[-1]
depth = 0
while node is not None:
    node.visits += 1
    depth += 1
    node = node.parent
queue, seen = [root], 0
while queue:
    state = queue.pop(0)
    seen += 1 + state.visits
    queue.extend(state.children)
best = max(root.children, key=lambda c: sum(c.heaps))
return value, depth, seen, best.heaps`,
  },
  {
    name: 'a heap of nodes',
    before: `import heapq

class Tree:
    def __init__(self, weight, symbol, left=None, right=None):
        self.weight = weight
        self.symbol = symbol
        self.left = left
        self.right = right

def codes(tree, prefix, out):
    if tree.symbol is not None:
        out[tree.symbol] = prefix
        return
    codes(tree.left, prefix + "0", out)
    codes(tree.right, prefix + "1", out)`,
    body: `weights = {}
for c in "abracadabra" * (n + 1) + "zebra":
    weights[c] = weights.get(c, 0) + 1
trees = [Tree(w, c) for c, w in sorted(weights.items())]
heap = [(t.weight, i) for i, t in enumerate(trees)]
heapq.heapify(heap)
while len(heap) > 1:
    w1, i = heapq.heappop(heap)
    w2, j = heapq.heappop(heap)
    trees.append(Tree(w1 + w2, None, trees[i], trees[j]))
    heapq.heappush(heap, (w1 + w2, len(trees) - 1))
out = {}
codes(trees[-1], "", out)
print(sorted(out.items()))
return len(out)`,
  },
  {
    name: 'attributes that are set late, and constants of the class',
    before: `class Part:
    weight = 1.5
    def __init__(self, name):
        self.name = name
        self.inner = None

    def total(self):
        rest = 0.0 if self.inner is None else self.inner.total()
        return self.weight + rest`,
    body: `p = Part("p")
q = Part("q")
p.inner = q
q.weight = x
if n > 1:
    q.label = "late"
print(p.total(), p.inner.name, p.weight)
return q.label`,
  },
  {
    name: 'a dataclass that holds its own kind',
    before: `from dataclasses import dataclass, field
from typing import Optional

@dataclass
class Cell:
    value: float
    next: Optional["Cell"] = None
    seen: list = field(default_factory=list)`,
    body: `cells = None
for i in range(n + 1):
    cells = Cell(a[i % 5], cells)
cells.seen.append(1)
out = []
cell = cells
while cell is not None:
    out.append(cell.value)
    cell.seen.append(len(out))
    cell = cell.next
return out, cells.seen`,
  },
];
