// SPDX-License-Identifier: Apache-2.0
// Indexing, sorting, searching and sets; what changes an array gives the array afterwards.

import { documented, type Example } from './table';

export const SORTING: readonly Example[] = documented(
  'exact',
  `
  np.take(v, [0, 1, 4])
  np.take(v, [[0, 1], [2, 3]])
  np.take(m, [0, 2], axis=1)
  np.take(v, [-1, 20], mode='clip')
  ! np.take(v, n + 9)
  a = np.arange(5); np.put(a, [0, 2], [-44, -55]); a
  a = np.arange(5); np.put(a, 22, -5, mode='clip'); a
  a = np.arange(6).reshape(2, 3); np.place(a, a > 2, [44, 55]); a
  a = np.arange(6).reshape(2, 3); np.putmask(a, a > 2, a ** 2); a
  a = np.zeros((2, 3)); np.copyto(a, [4, 5, 6], where=[True, False, True]); a
  np.take_along_axis(np.array([[10, 30, 20], [60, 40, 50]]), np.array([[0, 2, 1], [1, 2, 0]]), axis=1)
  a = np.array([[10, 30, 20], [60, 40, 50]]); np.put_along_axis(a, np.array([[1], [0]]), 99, axis=1); a
  np.choose([2, 3, 1, 0], [[0, 1, 2, 3], [10, 11, 12, 13], [20, 21, 22, 23], [30, 31, 32, 33]])
  np.choose([2, 4, 1, 0], [[0, 1, 2, 3], [10, 11, 12, 13]], mode='clip')
  np.select([v < 3, v > 4], [v, v ** 2], 42)
  np.select([w < 0, w > 1], [w, w ** 2])
  np.compress([False, True], [[1, 2], [3, 4], [5, 6]], axis=0)
  np.compress([False, True], [[1, 2], [3, 4], [5, 6]])
  np.extract(np.mod(np.arange(12).reshape(3, 4), 3) == 0, np.arange(12).reshape(3, 4))
  m[np.ix_([0, 1], [2, 0])]
  v[np.s_[1:-1:2]]
  m[np.index_exp[1, ::2]]
  m[np.ix_([True, True], [False, True, True])]
  a = np.zeros((3, 3), int); np.fill_diagonal(a, 5); a
  a = np.zeros((5, 3), int); np.fill_diagonal(a, 4, wrap=True); a
  np.sort([[1, 4], [3, 1]])
  np.sort([[1, 4], [3, 1]], axis=None)
  np.sort([[1, 4], [3, 1]], axis=0)
  np.sort(k)
  np.argsort([3, 1, 2])
  np.argsort([[0, 3], [2, 2]], axis=0, kind='stable')
  np.lexsort(([9, 4, 0, 4, 0, 2, 1], [1, 5, 1, 4, 3, 4, 4]))
  np.sort(np.partition([7, 1, 7, 7, 1, 5, 7, 2, 3, 2, 6, 2, 3, 0], 4)[:4])
  np.partition([7, 1, 5, 2], 2)[2]
  np.array([3, 4, 2, 1])[np.argpartition([3, 4, 2, 1], 1)][1]
  np.sort_complex([5, 3, 6, 2, 1])
  np.sort_complex([1 + 2j, 2 - 1j, 3 - 2j, 3 - 3j, 3 + 5j])
  np.searchsorted([11, 12, 13, 14, 15], 13)
  np.searchsorted([11, 12, 13, 14, 15], 13, side='right')
  np.searchsorted([11, 12, 13, 14, 15], [-10, 20, 12, 13])
  np.digitize([0.2, 6.4, 3.0, 1.6], [0.0, 1.0, 2.5, 4.0, 10.0])
  np.digitize([1, 2.5, 4.0], [10.0, 4.0, 2.5, 1.0, 0.0], right=True)
  * np.nonzero([[3, 0, 0], [0, 4, 0], [5, 6, 0]])
  np.flatnonzero(np.arange(-2, 3))
  np.argwhere(m > 1)
  np.bincount(np.array([0, 1, 1, 3, 2, 1, 7]))
  np.bincount([0, 1, 1, 2, 2, 2], weights=[0.3, 0.5, 0.2, 0.7, 1.0, -0.6])
  np.bincount([1, 1], minlength=4)
  ! np.bincount(np.arange(3) - n)
  * np.unravel_index([22, 41, 37], (7, 6))
  * np.unravel_index([31, 41, 13], (7, 6), order='F')
  np.ravel_multi_index(np.array([[3, 6, 6], [4, 5, 1]]), (7, 6))
  np.ravel_multi_index(([3, 6], [4, 9]), (4, 6), mode=('wrap', 'clip'))
  * np.diag_indices(4)
  * np.diag_indices_from(g)
  * np.{tril_indices,triu_indices}(3)
  * np.{tril_indices,triu_indices}(4, 1, 3)
  * np.{tril_indices_from,triu_indices_from}(g, k=1)
  np.unique([1, 1, 2, 2, 3, 3])
  np.unique([[1, 0, 0], [1, 0, 0], [2, 3, 4]], axis=0)
  * np.unique([1, 2, 6, 4, 2, 3, 2], return_inverse=True)
  * np.unique([1, 2, 6, 4, 2, 3, 2], return_index=True, return_counts=True)
  np.unique(k)
  np.unique_values([2, 1, 2]) => np.array([1, 2])
  np.unique_values([np.nan, 1.0, np.nan]) => np.array([1.0, np.nan, np.nan])
  * np.unique_counts([2, 1, 2]) => (np.array([1, 2]), np.array([1, 2]))
  * np.unique_inverse([[2, 1], [2, 5]]) => (np.array([1, 2, 5]), np.array([[1, 0], [1, 2]]))
  * np.unique_all([2, 1, 2]) => (np.array([1, 2]), np.array([1, 0]), np.array([1, 0, 1]), np.array([1, 2]))
  np.unique_counts([2, 1, 2]).counts => np.array([1, 2])
  np.{union1d,setdiff1d,setxor1d,intersect1d}([1, 2, 3, 2, 4], [2, 3, 5, 7])
  * np.intersect1d([1, 1, 2, 3, 4], [2, 1, 4, 6], return_indices=True)
  np.isin(2 * np.arange(4).reshape(2, 2), [1, 2, 4, 8])
  np.isin([0, 1, 2, 5, 0], [0, 2], invert=True)
  v.{argsort,copy}()
  v.{sum,prod,min,max,all,any,argmin,argmax,cumsum,cumprod,mean}()
  m.{sum,prod,min,max,all,any,argmin,argmax,cumsum,cumprod,mean}(axis=1)
  m.{var,std}(axis=0, ddof=1)
  m.{ravel,flatten,transpose,copy}()
  m.{ravel,flatten}('F')
  np.arange(24).reshape(2, 3, 4).transpose(1, 0, 2)
  m.reshape(3, 2)
  m.reshape((-1, 2), order='F')
  m.swapaxes(0, 1)
  np.array([[5], [6]]).squeeze(axis=1)
  v.repeat(2)
  m.repeat([1, 2], axis=0)
  v.take([1, -1])
  v.choose([1, 2], mode='clip') => np.choose(v, [1, 2], mode='clip')
  np.array([2, 0, 1]).choose([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
  v.argpartition(3)[3] => np.argpartition(v, 3)[3]
  np.arange(0, 9, 2).searchsorted([3, 4], side='right')
  * m.nonzero()
  g.dot(g)
  g.dot([1.0, 2.0, 3.0])
  {g,m}.{trace,diagonal}()
  g.trace(offset=1)
  v.compress([True, False, True])
  a = v.copy(); a.sort(); a
  a = g.copy(); a.sort(axis=0); a
  a = v.copy(); a.partition(2); a[2]
  a = v.copy(); a.put([0, -1], [7, 8]); a
  a = v.copy(); a.fill(3); a
  w.astype(int)
  v.astype(np.uint8)
  w.astype(bool)
  w.item(1)
  m.item((1, 2))
  w[:1].item()
  c.{conj,conjugate}()
  w.round()
  np.array([0.126, 5.375]).round(2)
  w.clip(0, 2)
  w.clip(max=1.0)
  `,
);
