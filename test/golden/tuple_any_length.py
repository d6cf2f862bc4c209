# task(n: int)
# A tuple that grows is a list that nothing changes; as a key it counts with all its items.


def f(n):
    path = ()
    seen = {}
    for i in range(n):
        path = path + (i % 2,)
        seen[path[-2:]] = i
    return len(path), path[-1], seen.get((1, 0), -1)
