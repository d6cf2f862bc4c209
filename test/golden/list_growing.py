# task(n: int)
# A list that grows while it is looped over, a stack, a lookup by an index known only at run time.
def growing(n):
    steps = (0, 1, 0, -1)
    seen = [n]
    for x in seen:
        if x > 1:
            seen.append(x // 2)
    todo = [n]
    count = 0
    while todo:
        x = todo.pop()
        count += steps[x % 4]
        if x > 0:
            todo.append(x - 1)
    return seen, count
