# task(u: int)
# Lists of lists of other lengths, indexed at run time: the neighbours of each node of a graph.


def nested_list_index(u):
    near = [[1, 2], [0, 3], [0, 3, 4], [1, 2], [2]]
    total = 0
    for v in near[u % 5]:
        total += v
    seen = [False] * len(near)
    order = []
    stack = [0]
    while stack:
        node = stack.pop()
        if seen[node]:
            continue
        seen[node] = True
        order.append(node)
        for v in reversed(near[node]):
            if not seen[v]:
                stack.append(v)
    return total, order, sum(len(each) for each in near) // 2
