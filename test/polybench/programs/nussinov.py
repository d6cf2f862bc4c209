# SPDX-License-Identifier: Apache-2.0
"""nussinov: number of base pairs of the best RNA secondary structure."""

import weft


@weft.task
def nussinov_lists(n: int, seq: list[int], table: list[list[int]]):
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            if j - 1 >= 0:
                table[i][j] = max(table[i][j], table[i][j - 1])
            if i + 1 < n:
                table[i][j] = max(table[i][j], table[i + 1][j])
            if j - 1 >= 0 and i + 1 < n:
                if i < j - 1:
                    table[i][j] = max(table[i][j], table[i + 1][j - 1] + (1 if seq[i] + seq[j] == 3 else 0))
                else:
                    table[i][j] = max(table[i][j], table[i + 1][j - 1])
            for l in range(i + 1, j):
                table[i][j] = max(table[i][j], table[i][l] + table[l + 1][j])
    return table


@weft.task
def nussinov_loops(n, seq, table):
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            if j - 1 >= 0:
                table[i, j] = max(table[i, j], table[i, j - 1])
            if i + 1 < n:
                table[i, j] = max(table[i, j], table[i + 1, j])
            if j - 1 >= 0 and i + 1 < n:
                if i < j - 1:
                    table[i, j] = max(table[i, j], table[i + 1, j - 1] + (1 if seq[i] + seq[j] == 3 else 0))
                else:
                    table[i, j] = max(table[i, j], table[i + 1, j - 1])
            for l in range(i + 1, j):
                table[i, j] = max(table[i, j], table[i, l] + table[l + 1, j])
    return table


@weft.task
def nussinov_numpy(n, seq, table):
    for i in range(n - 1, -1, -1):
        for j in range(i + 1, n):
            best = max(table[i, j], table[i, j - 1])
            if i + 1 < n:
                best = max(best, table[i + 1, j])
                pairs = seq[i] + seq[j] == 3 and i < j - 1
                best = max(best, table[i + 1, j - 1] + int(pairs))
            if j > i + 1:
                best = max(best, (table[i, i + 1:j] + table[i + 2:j + 1, j]).max())
            table[i, j] = best
    return table
