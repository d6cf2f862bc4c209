// SPDX-License-Identifier: Apache-2.0
// Arrays made, reshaped, joined, split, padded, and what their types are.

import { documented, type Example } from './table';

export const ARRAYS: readonly Example[] = [
  ...documented(
    'exact',
    `
    np.{zeros,ones}(5)
    np.{zeros,ones}((2, 1), dtype=int)
    np.empty((0, 3))
    np.full((2, 2), 10)
    np.full((2, 2), [1, 2])
    np.full((2,), np.inf)
    np.{zeros_like,ones_like}(m)
    np.{zeros_like,ones_like}(w, dtype=bool)
    a = np.empty_like(m); a[...] = 3; a
    np.full_like(m, 0.1)
    np.full_like(m, 0.1, dtype=np.double)
    np.array([1, 2, 3.0])
    np.array([[1, 2], [3, 4]], dtype=complex)
    np.array([1, 2, 3], ndmin=2)
    np.{asarray,asanyarray,ascontiguousarray,asfortranarray}([[1, 2], [3, 4]])
    np.{asarray,asanyarray}(m, dtype=np.float32)
    np.{ascontiguousarray,asfortranarray}(m.T)
    np.astype(m, np.float32)
    a = np.copy(m); a[0, 0] = 9; a - m
    np.arange(3)
    np.arange(3.0)
    np.arange(3, 7, 2)
    np.arange(n, 0, -2)
    np.arange(0, 1, 0.25, dtype=np.float32)
    np.linspace(2.0, 3.0, num=5)
    np.linspace(2.0, 3.0, num=5, endpoint=False)
    * np.linspace(2.0, 3.0, num=5, retstep=True)
    np.linspace([0, 1], [4, 9], 3, axis=1)
    * np.meshgrid([0, 1, 2], [0.0, 1.0])
    * np.meshgrid([0, 1, 2], [0.0, 1.0], sparse=True)
    * np.meshgrid([0, 1, 2], [0.0, 1.0], indexing='ij')
    np.eye(2, dtype=int)
    np.eye(3, k=1)
    np.identity(3)
    np.diag(np.arange(9).reshape(3, 3))
    np.diag(np.arange(9).reshape(3, 3), k=-1)
    np.diag([1, 2], k=1)
    np.diagflat([[1, 2], [3, 4]])
    np.diagonal(g)
    np.diagonal(np.arange(8).reshape(2, 2, 2), 0, 0, 1)
    np.tri(3, 5, 2, dtype=int)
    np.{tril,triu}(np.arange(1, 13).reshape(4, 3), -1)
    np.{tril,triu}(np.ones((2, 3, 3)))
    np.indices((2, 3))
    * np.indices((2, 3), sparse=True)
    np.fromfunction(lambda i, j: i + j, (3, 3), dtype=int)
    np.fromfunction(lambda i, j: i == j, (3, 3), dtype=int)
    np.mgrid[0:3, 0:2]
    np.mgrid[-1:1:5j]
    np.mgrid[-1:h:n * 1j]
    np.mgrid[0:1:complex(0, n), 0:n:3j]
    np.mgrid[0:1:(n - 5) * 1j]
    * np.ogrid[0:3, 0:2]
    np.r_[np.array([1, 2, 3]), 0, 0, np.array([4, 5, 6])]
    np.c_[np.array([1, 2, 3]), np.array([4, 5, 6])]
    np.result_type(3, np.arange(7, dtype='i1')) == np.int8
    np.result_type('i4', 'c8') == np.complex128
    np.promote_types('f4', 'f8') == np.float64
    np.promote_types('i8', 'f4') == np.dtype('f8')
    np.can_cast(np.int32, np.int64)
    np.can_cast('i8', 'i4', 'same_kind')
    np.can_cast('c16', 'f8')
    np.issubdtype(np.float64, np.float32)
    np.issubdtype('i4', np.integer)
    np.isdtype(np.float32, np.float64) => False
    np.isdtype(w.dtype, 'real floating') => True
    np.finfo(np.float32).eps
    np.iinfo(np.int16).max
    np.reshape(np.arange(6), (3, 2))
    np.reshape(m, (3, -1))
    np.reshape(m, 6, order='F')
    np.{ravel,transpose,flip}(m)
    np.ravel(m, order='F')
    np.permute_dims(m) => np.transpose(m)
    np.transpose(np.arange(24).reshape(2, 3, 4), (1, 0, 2))
    np.swapaxes(np.arange(8).reshape(2, 2, 2), 0, 2)
    np.moveaxis(np.arange(24).reshape(2, 3, 4), [0, 1], [-1, -2])
    np.rollaxis(np.arange(24).reshape(2, 3, 4), 2)
    np.expand_dims([1, 2], axis=(2, 0))
    np.{atleast_1d,atleast_2d,atleast_3d}(3.0)
    np.{atleast_1d,atleast_2d,atleast_3d}(m)
    np.squeeze(np.array([[[0], [1], [2]]]))
    np.squeeze(np.array([[[0], [1], [2]]]), axis=0)
    ! np.squeeze(np.ones((1, n, 3)), axis=2)
    np.broadcast_to([1, 2, 3], (3, 3))
    ! np.broadcast_to(np.arange(n), (3, 4))
    * np.broadcast_arrays(np.array([[1, 2, 3]]), np.array([[4], [5]]))
    * np.broadcast_shapes((1, 2), (3, 1), (3, 2))
    np.roll(np.arange(10), 2)
    np.roll(m, (1, -1), axis=(0, 1))
    np.rot90([[1, 2], [3, 4]])
    np.rot90(np.arange(8).reshape(2, 2, 2), 3, (1, 2))
    np.{flip,flipud,fliplr}(np.arange(8).reshape(2, 2, 2))
    np.flip(np.arange(8).reshape(2, 2, 2), (0, 2))
    * np.shape([[1, 3]])
    np.{size,ndim}([[1, 2, 3], [4, 5, 6]])
    np.size(m, 1)
    np.concatenate(([[1, 2], [3, 4]], [[5, 6]]), axis=0)
    np.concatenate(([[1, 2], [3, 4]], [[5, 6]]), axis=None)
    np.concat((w, [1, 2])) => np.concatenate((w, [1, 2]))
    np.{stack,vstack,hstack,dstack,column_stack}(([1, 2, 3], [4, 5, 6]))
    np.{vstack,hstack,dstack}(([[1], [2], [3]], [[4], [5], [6]]))
    np.stack((m, m + 1), axis=-1)
    np.block([[np.eye(2), np.zeros((2, 3))], [np.ones((3, 2)), 3 * np.eye(3)]])
    np.split(np.arange(9.0), 3)[1]
    np.split(np.arange(8.0), [3, 5, 6, 10])[3]
    len(np.split(np.arange(8.0), [3, 5, 6, 10]))
    np.array_split(np.arange(8.0), 3)[2]
    np.{vsplit,hsplit}(np.arange(16).reshape(4, 4), 2)[1]
    np.dsplit(np.arange(16.0).reshape(2, 2, 4), [3])[0]
    * np.unstack(np.arange(12).reshape(2, 3, 2), axis=1)
    np.tile([0, 1, 2], (2, 2))
    np.tile([[1, 2], [3, 4]], 2)
    np.repeat(3, 4)
    np.repeat([[1, 2], [3, 4]], [1, 2], axis=0)
    np.pad([1, 2, 3, 4, 5], (2, 3), 'constant', constant_values=(4, 6))
    np.pad([1, 2, 3, 4, 5], (2, 3), 'edge')
    np.pad([1, 2, 3, 4, 5], 2, 'linear_ramp', end_values=(5, -4))
    np.pad([1, 2, 3, 4, 5], (2, 3), 'reflect')
    np.pad([[1, 2], [3, 4]], ((1, 0), (0, 2)), 'wrap')
    np.pad([1, 2, 3, 4, 5], 2, 'maximum')
    np.lib.stride_tricks.sliding_window_view(np.arange(6), 3)
    np.lib.stride_tricks.sliding_window_view(np.arange(12).reshape(3, 4), (2, 2))
    np.append([1, 2, 3], [[4, 5, 6], [7, 8, 9]])
    np.append([[1, 2, 3]], [[7, 8, 9]], axis=0)
    np.append(h, w)
    np.packbits([[[1, 0, 1], [0, 1, 0]], [[1, 1, 0], [0, 0, 1]]], axis=-1)
    np.packbits(b)
    np.packbits(np.arange(20) % 3 == 0, bitorder='little')
    np.packbits(np.zeros(int(h), dtype=bool))
    np.unpackbits(np.array([[2], [7], [23]], dtype=np.uint8), axis=1)
    np.unpackbits(np.array([2, 7, 23], dtype=np.uint8), count=n)
    np.unpackbits(np.array([2, 7, 23], dtype=np.uint8), count=-3, bitorder='little')
    np.unpackbits(np.array([2, 7], dtype=np.uint8), count=20)
    np.fromiter((x * x for x in range(n)), float)
    np.fromiter([1.5, 2.5, n], dtype=int)
    np.fromiter(v, np.float32, count=3)
    ! np.fromiter([i for i in range(n)], int, count=9)
    np.append(v, n)
    np.append(1, 2)
    np.insert(m, 1, 6)
    np.insert(v, slice(1, 3), [7, 8])
    np.insert(m, slice(0, None, 2), 9, axis=1)
    np.insert(m, 1, [6, 7], axis=1)
    np.delete(np.arange(12).reshape(3, 4), 1, 0)
    np.delete(np.arange(12).reshape(3, 4), np.s_[::2], 1)
    np.delete(v, slice(1, n - 1))
    np.delete(v, slice(-2, None))
    np.delete(v, slice(None, None, -3))
    np.delete(v, v > 4)
    np.delete(np.arange(12).reshape(3, 4), [1, 3], 1)
    np.resize([[0, 1], [2, 3]], (2, 3))
    np.trim_zeros([0, 0, 1, 2, 0, 3, 0])
    np.trim_zeros([0, 0, 1, 2, 0], 'b')
  `,
  ),
  ...documented(
    'ulp:8',
    `
    np.logspace(2.0, 3.0, num=4)
    np.logspace(2.0, 3.0, num=4, base=2.0)
    np.geomspace(1, 1000, num=4)
    np.geomspace(1000, 1, num=4)
    np.geomspace(-1000, -1, num=4, endpoint=False)
    np.{hanning,hamming,blackman,bartlett}(8)
    np.{hanning,bartlett}(1)
  `,
  ),
  ...documented('near:1e-14', 'np.kaiser(8, 14)'),
];
