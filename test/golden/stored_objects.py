# task(a: f64[n], k: int)
import numpy as np


class Node:
    def __init__(self, key, left=None):
        self.key = key
        self.left = left


def total(node):
    return 0.0 if node is None else node.key + total(node.left)


def task(a, k):
    chain = None
    for i in range(k):
        chain = Node(float(a[i]), chain)
    return total(chain)
