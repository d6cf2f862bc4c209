// SPDX-License-Identifier: Apache-2.0
// NumPy's functions that Weft does not compile by decision: why, and what to write. Diagnostics, hover and docs/numpy.md read it.

export interface Refusal {
  readonly reason: string;
  readonly instead: string;
}

interface Family extends Refusal {
  readonly names: string;
}

const FAMILIES: readonly Family[] = [
  {
    names:
      'array2string array_repr array_str base_repr binary_repr format_float_positional format_float_scientific typename info',
    reason: 'it makes text for people',
    instead: 'Use `print(a)` or an f-string, or format the result outside the task',
  },
  {
    names:
      'get_printoptions printoptions setbufsize getbufsize seterr geterr seterrcall geterrcall show_config show_runtime get_include',
    reason: 'it reads or changes settings of the NumPy that runs Python',
    instead: 'Call it outside the task; `with np.errstate(...)` may stay, warnings change no value',
  },
  {
    names: 'set_printoptions',
    reason: 'it stands as a statement of its own, with constant options',
    instead: 'Write `np.set_printoptions(precision=4)` in a line of its own',
  },
  {
    names: 'busday_count busday_offset is_busday datetime_as_string datetime_data isnat',
    reason: 'Weft has no dates',
    instead: 'Pass times as numbers, such as `a.astype("datetime64[s]").astype(np.int64)`, and convert outside',
  },
  {
    names: 'asmatrix bmat',
    reason: '`np.matrix` is deprecated and multiplies differently from arrays',
    instead: 'Use 2-D arrays and `@`, and `np.block` to join them',
  },
  {
    names: 'frompyfunc',
    reason: 'it makes arrays of Python objects',
    instead: 'Use `np.vectorize(f)`, which makes arrays of numbers',
  },
  {
    names: 'nditer nested_iters',
    reason: 'it works on Python objects',
    instead: 'Write the loop, as in `for i, j in np.ndindex(a.shape):`',
  },
  {
    names: 'ma',
    reason: 'a masked array is two arrays',
    instead: 'Keep a bool array beside the data, and use `a[mask]`, `np.where`, or NaN with `np.nanmean`',
  },
  {
    names: 'may_share_memory shares_memory from_dlpack frombuffer fromstring fromregex require asarray_chkfinite',
    reason: 'it looks at memory or parses bytes',
    instead: 'Do it outside the task and pass the array',
  },
  {
    names: 'lib.stride_tricks.as_strided isfortran',
    reason: 'it is about how an array lies in memory, which a compiled task chooses',
    instead: 'Use slices, `np.broadcast_to`, or `np.lib.stride_tricks.sliding_window_view`',
  },
  {
    names: 'einsum_path',
    reason: 'the order of contraction is chosen by the compiler',
    instead: 'Call `np.einsum` itself',
  },
  {
    names: 'random.bytes random.get_state random.set_state bytes spawn',
    reason: 'states of generators are no values of a task',
    instead: 'Make a generator from a seed with `np.random.default_rng(seed)`',
  },
  {
    names: 'method:byteswap method:dump method:dumps method:getfield method:setfield method:setflags method:tobytes',
    reason: 'it looks at the bytes of an array',
    instead: 'Return the array, and do it outside the task',
  },
  {
    names: 'method:view',
    reason: 'the same bytes would have two element types',
    instead: 'Use `.astype(...)`, or reinterpret bytes outside the task',
  },
  {
    names: 'min_scalar_type mintypecode common_type obj2sctype real_if_close',
    reason: 'the type of its result depends on values',
    instead: 'Name the element type, as in `.astype(np.float64)` or `.real`',
  },
  {
    names: 'mask_indices',
    reason: 'it calls a function to find places',
    instead: 'Write `np.triu_indices(n, k)`, `np.tril_indices(n, k)` or `np.nonzero(mask)`',
  },
  {
    names: 'random.random_integers',
    reason: 'NumPy has deprecated it',
    instead: 'Write `np.random.randint(low, high + 1)`',
  },
  {
    names: 'method:resize',
    reason: 'it changes the size of the array in place',
    instead: 'Make a new array, as with `np.resize`',
  },
];

const REFUSALS: ReadonlyMap<string, Refusal> = new Map(
  FAMILIES.flatMap(({ names, reason, instead }) =>
    names.split(' ').map((name) => [name.replace('method:', 'ndarray.'), { reason, instead }] as const),
  ),
);

/** The decision against `name` (`einsum_path`, `linalg.eig`, `ndarray.view`), when there is one. */
export function refusalOf(name: string): Refusal | undefined {
  return REFUSALS.get(name);
}
