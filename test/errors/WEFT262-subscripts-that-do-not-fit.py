# Subscripts that do not fit.
import numpy as np
import weft

@weft.task
def f(n: int):
    a = np.ones((2, 3))
    b = np.ones((4, 5))
    c = np.einsum('ij,jk->ik', a, b)
#                 ^^^^^^^^^^^ WEFT262 Subscripts `ij,jk->ik` of `np.einsum` do not fit the operands — `j` has sizes `3` and `4`
    d = np.einsum('ijk->k', a)
#                 ^^^^^^^^ WEFT262 Subscripts `ijk->k` of `np.einsum` do not fit the operands — `ijk` names 3 axes of an operand with 2
    e = np.einsum('ij->ik', a)
#                 ^^^^^^^^ WEFT262 Subscripts `ij->ik` of `np.einsum` do not fit the operands — `k` of the output is in no operand
    return np.einsum('ij', a, b)
#                    ^^^^ WEFT262 Subscripts `ij` of `np.einsum` do not fit the operands — they name 1 operands, and there are 2
