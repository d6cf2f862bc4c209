# task(n: int, alpha: float)
# Nested lists of numbers: made by comprehensions, indexed A[i][j], changed in place by a helper.
def scale(C, beta):
    for i in range(len(C)):
        for j in range(len(C[0])):
            C[i][j] *= beta


def gemm(n, alpha):
    A = [[(i * j + 1) % n / n for j in range(n)] for i in range(n)]
    B = [[0.0] * n for i in range(n)]
    C = [[1.0] * n for _ in range(n)]
    for i in range(n):
        B[i][i] = 2.0
    scale(C, 0.5)
    for i in range(n):
        for k in range(n):
            for j in range(n):
                C[i][j] += alpha * A[i][k] * B[k][j]
    return C
