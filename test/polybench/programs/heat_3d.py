# SPDX-License-Identifier: Apache-2.0
"""heat-3d: heat equation in space, two arrays in turn."""

import weft


@weft.task
def heat_3d_lists(tsteps: int, n: int, A: list[list[list[float]]], B: list[list[list[float]]]):
    for t in range(1, tsteps + 1):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                for l in range(1, n - 1):
                    B[i][j][l] = (
                        0.125 * (A[i + 1][j][l] - 2.0 * A[i][j][l] + A[i - 1][j][l])
                        + 0.125 * (A[i][j + 1][l] - 2.0 * A[i][j][l] + A[i][j - 1][l])
                        + 0.125 * (A[i][j][l + 1] - 2.0 * A[i][j][l] + A[i][j][l - 1])
                        + A[i][j][l]
                    )
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                for l in range(1, n - 1):
                    A[i][j][l] = (
                        0.125 * (B[i + 1][j][l] - 2.0 * B[i][j][l] + B[i - 1][j][l])
                        + 0.125 * (B[i][j + 1][l] - 2.0 * B[i][j][l] + B[i][j - 1][l])
                        + 0.125 * (B[i][j][l + 1] - 2.0 * B[i][j][l] + B[i][j][l - 1])
                        + B[i][j][l]
                    )
    return A, B


@weft.task
def heat_3d_loops(tsteps, n, A, B):
    for t in range(1, tsteps + 1):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                for l in range(1, n - 1):
                    B[i, j, l] = (
                        0.125 * (A[i + 1, j, l] - 2.0 * A[i, j, l] + A[i - 1, j, l])
                        + 0.125 * (A[i, j + 1, l] - 2.0 * A[i, j, l] + A[i, j - 1, l])
                        + 0.125 * (A[i, j, l + 1] - 2.0 * A[i, j, l] + A[i, j, l - 1])
                        + A[i, j, l]
                    )
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                for l in range(1, n - 1):
                    A[i, j, l] = (
                        0.125 * (B[i + 1, j, l] - 2.0 * B[i, j, l] + B[i - 1, j, l])
                        + 0.125 * (B[i, j + 1, l] - 2.0 * B[i, j, l] + B[i, j - 1, l])
                        + 0.125 * (B[i, j, l + 1] - 2.0 * B[i, j, l] + B[i, j, l - 1])
                        + B[i, j, l]
                    )
    return A, B


@weft.task
def heat_3d_numpy(tsteps, n, A, B):
    for t in range(1, tsteps + 1):
        B[1:-1, 1:-1, 1:-1] = (
            0.125 * (A[2:, 1:-1, 1:-1] - 2.0 * A[1:-1, 1:-1, 1:-1] + A[:-2, 1:-1, 1:-1])
            + 0.125 * (A[1:-1, 2:, 1:-1] - 2.0 * A[1:-1, 1:-1, 1:-1] + A[1:-1, :-2, 1:-1])
            + 0.125 * (A[1:-1, 1:-1, 2:] - 2.0 * A[1:-1, 1:-1, 1:-1] + A[1:-1, 1:-1, :-2])
            + A[1:-1, 1:-1, 1:-1]
        )
        A[1:-1, 1:-1, 1:-1] = (
            0.125 * (B[2:, 1:-1, 1:-1] - 2.0 * B[1:-1, 1:-1, 1:-1] + B[:-2, 1:-1, 1:-1])
            + 0.125 * (B[1:-1, 2:, 1:-1] - 2.0 * B[1:-1, 1:-1, 1:-1] + B[1:-1, :-2, 1:-1])
            + 0.125 * (B[1:-1, 1:-1, 2:] - 2.0 * B[1:-1, 1:-1, 1:-1] + B[1:-1, 1:-1, :-2])
            + B[1:-1, 1:-1, 1:-1]
        )
    return A, B
