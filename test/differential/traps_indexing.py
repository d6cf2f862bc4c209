# SPDX-License-Identifier: Apache-2.0
"""Traps of indexing by arrays: what is raised and when, copies and views, repeated places."""

import numpy as np


# raises IndexError (f64[4], 9)
def integers_out_of_bounds(a, n):
    return a[np.array([0, n])]


# raises IndexError (f64[4], 3)
def mask_of_another_size(a, n):
    return a[np.arange(n) > 0]


# raises IndexError (f64[4], 5)
def mask_of_another_size_as_target(a, n):
    b = a.copy()
    b[np.zeros(n) == 0.0] = 1.0
    return b


# raises IndexError (f64[4], 3)
def integers_that_do_not_broadcast(a, n):
    return np.outer(a, a)[np.arange(2), np.arange(n)]


# raises ValueError (f64[4], 3)
def too_few_values_for_a_mask(a, n):
    b = np.arange(6.0)
    b[b > 0.0] = np.arange(n)
    return b


# raises ValueError (f64[4], 3)
def values_of_another_shape(a, n):
    b = a.copy()
    b[[0, 1]] = np.arange(n)
    return b


# raises ValueError (f64[4], 9)
def partition_out_of_bounds(a, n):
    return np.partition(a, n)


# raises ValueError (f64[4], -1)
def negative_counts(a, n):
    return np.bincount(np.array([1, n]))


# raises IndexError (f64[4], 7)
def deleted_out_of_bounds(a, n):
    return np.delete(a, n)


# gives (f64[6])
def chosen_elements_are_a_copy(a):
    b = a.copy()
    c = b[[0, 1]]
    c[0] = 100.0
    d = b[b > -1000.0]
    d[:] = 0.0
    b[[0, 1]][0] = 7.0
    return b, c, d


# gives (f64[6])
def repeated_places_count_once(a):
    b = a.copy()
    b[[0, 0, 0]] += 1.0
    b[[1, 1]] = [2.0, 3.0]
    return b


# gives (f64[6])
def ellipsis_without_axes_parts_indices(a):
    b = a.reshape(2, 3)
    return b[None][:, [0, 1], ..., [0, 2]], b[[0, 1], ..., [0, 2]]


# gives (f64[6])
def mask_that_the_body_changes(a):
    b = a.copy()
    m = b > 0.0
    b[m] = -b[m]
    b[m] += 1.0
    m[0] = not m[0]
    b[m] *= 2.0
    return b, m


# gives (f64[6])
def array_that_shrinks(a):
    n = 0
    while len(a) > 1:
        a = a[1:][a[1:] > a[0]]
        n += 1
    return a, n


# refused WEFT281 (f64[2,3])
def slices_under_two_names(a):
    first = [slice(None)] * 2
    second = first
    second[0] = 1
    return a[tuple(first)]


# refused WEFT281 (f64[2,3], 2)
def slices_changed_in_a_loop(a, n):
    index = [slice(None)] * 2
    for i in range(n):
        index[0] = i
    return a[tuple(index)]
