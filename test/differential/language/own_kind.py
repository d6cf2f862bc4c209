# SPDX-License-Identifier: Apache-2.0
# Dictionaries and tuples that hold their own kind: trees that functions build by calling themselves, chains, graphs.
import numpy as np


def grow(x, depth):
    if depth == 0 or x.shape[0] < 2:
        return {"leaf": True, "value": float(x.mean())}
    m = x.shape[0] // 2
    return {"leaf": False, "left": grow(x[:m], depth - 1), "right": grow(x[m:], depth - 1), "cut": float(x[m])}


def follow(node, v):
    if node["leaf"]:
        return node["value"]
    if v < node["cut"]:
        return follow(node["left"], v)
    return follow(node["right"], v)


def t_tree_of_dictionaries(n=17):
    tree = grow(np.linspace(0, 1, n) ** 2, 3)
    return [follow(tree, i * 0.2) for i in range(5)]


def t_a_key_that_leaves_lack(n=1):
    tree = grow(np.ones(n), 3)
    return tree["cut"]


def split(x, depth):
    if depth == 0 or x.shape[0] < 2:
        return float(x.mean())
    m = x.shape[0] // 2
    return (float(x[m]), split(x[:m], depth - 1), split(x[m:], depth - 1))


def look(node, v):
    while isinstance(node, tuple):
        cut, left, right = node
        node = left if v < cut else right
    return node


def size(node):
    return 1 if not isinstance(node, tuple) else size(node[1]) + size(node[-1])


def t_tree_of_tuples(n=17):
    tree = split(np.linspace(0, 1, n) ** 2, 3)
    out = np.zeros(5)
    for i in range(5):
        out[i] = look(tree, i * 0.2)
    return out, size(tree), isinstance(tree, tuple), isinstance(tree, dict)


def insert(root, key):
    if root is None:
        return {"key": key, "left": None, "right": None, "count": 1}
    if key == root["key"]:
        root["count"] += 1
    elif key < root["key"]:
        root["left"] = insert(root["left"], key)
    else:
        root["right"] = insert(root["right"], key)
    return root


def depth(root):
    return 0 if root is None else 1 + max(depth(root["left"]), depth(root["right"]))


def in_order(root):
    if root is None:
        return []
    return in_order(root["left"]) + [root["key"] * root["count"]] + in_order(root["right"])


def t_search_tree(n=12):
    root = None
    for i in range(n):
        root = insert(root, (i * 5) % 9)
    return depth(root), in_order(root), root["key"]


def parse(tokens):
    node = (tokens[0], None, None)
    pos = 1
    while pos < len(tokens):
        node = (tokens[pos], node, (tokens[pos + 1], None, None))
        pos += 2
    return node


def evaluate(node):
    op, left, right = node
    if left is None:
        return float(op)
    a = evaluate(left)
    b = evaluate(right)
    return a + b if op == "+" else a * b if op == "*" else a - b


def t_expressions(n=5):
    head = None
    for i in range(n):
        head = (i, head)
    s = 0
    while head is not None:
        v, head = head
        s = s * 3 + v
    return evaluate(parse("1 + 2 * 3 - 4".split())), s


def t_children_and_parents(n=6):
    root = {"name": "root", "children": [], "parent": None, "size": 0}
    cur = root
    for i in range(n):
        child = {"name": f"n{i}", "children": [], "parent": cur, "size": i * 10}
        cur["children"].append(child)
        if i % 2 == 0:
            cur = child
        elif cur["parent"] is not None:
            cur = cur["parent"]

    def total(node):
        return node["size"] + sum(total(c) for c in node["children"])

    stack = [root]
    names = []
    while stack:
        node = stack.pop()
        names.append(node["name"])
        node["size"] += 1
        stack.extend(node["children"])
    return total(root), names, root.get("size"), root.get("color", 3), len(root), "size" in root, "color" in root


def grown(d):
    node = {'n': d, 'children': []}
    if d == 0:
        return node
    node['children'].append(grown(d - 1))
    node['children'].append(grown(d - 1))
    return {'feature': d, 'children': node['children'], 'n': node['n']}


def t_two_displays():
    node = grown(3)
    c = node['children'][0 if node['feature'] > 5 else 1]
    print(c['n'])
    while node['children']:
        print(node['feature'])
        node = node['children'][0 if node['feature'] > 1 else 1]
    return node['n']


class Leaf:
    def __init__(self, v):
        self.v = v
        self.kids = []


class Fork:
    def __init__(self, v, kids):
        self.v = v
        self.kids = kids


def forks(d):
    leaf = Leaf(d)
    if d == 0:
        return leaf
    leaf.kids.append(forks(d - 1))
    leaf.kids.append(forks(d - 1))
    return Fork(d * 10, leaf.kids)


def t_two_classes():
    node = forks(3)
    print(node.v)
    while len(node.kids) > 0:
        node = node.kids[1]
        print(node.v)
    return node.v


class Span:
    def __init__(self, low, high):
        self.low = low
        self.high = high


def part(n):
    if n > 2:
        return Span(n, n * 0.5)
    return n, n * 0.25


def t_tuple_or_object():
    total = 0.0
    for n in range(5):
        p = part(n)
        q = p
        if isinstance(q, Span):
            total += q.low * 100 + q.high
        else:
            total += q[0] * 10 + q[1]
    return total
