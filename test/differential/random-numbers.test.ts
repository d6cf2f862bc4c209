// SPDX-License-Identifier: Apache-2.0
// Random numbers against NumPy, bit for bit: every distribution with numbers and arrays as parameters, several seeds and sizes, the
// legacy functions, and generators that go through loops, variables and functions. Where NumPy 2 draws in another way than Debian's
// NumPy 1.24 (`zipf`, `wald`), the expected numbers are those of NumPy 2.4.

import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Oracle } from './oracle';
import { type Input, oracleInputs, WeftRunner } from './weft';

/** Calls of distributions that Generator and RandomState share. `S` is the size. */
const SHARED = [
  'random(S)',
  'standard_normal(S)',
  'standard_exponential(S)',
  'normal(1.5, 2.0, S)',
  'normal(size=S)',
  'uniform(-1, 3, S)',
  'exponential(2.0, S)',
  'gamma(0.3, 2.0, S)',
  'gamma(1.7, 2.0, S)',
  'gamma(1.0, size=S)',
  'standard_gamma(0.0, S)',
  'standard_gamma(30.0, S)',
  'beta(0.3, 0.4, S)',
  'beta(2, 3, S)',
  'beta(0.5, 3.0, S)',
  'f(3, 5, S)',
  'chisquare(0.5, S)',
  'chisquare(5, S)',
  'noncentral_chisquare(0.5, 1.0, S)',
  'noncentral_chisquare(3, 2.0, S)',
  'noncentral_chisquare(3, 0, S)',
  'noncentral_f(3, 5, 2.0, S)',
  'standard_cauchy(S)',
  'standard_t(0.5, S)',
  'standard_t(5, S)',
  'vonmises(0.0, 0.0, S)',
  'vonmises(1.0, 1e-9, S)',
  'vonmises(1.0, 1e-6, S)',
  'vonmises(0.5, 0.5, S)',
  'vonmises(1.0, 4.0, S)',
  'vonmises(3.0, 1e7, S)',
  'pareto(0.5, S)',
  'pareto(3.0, S)',
  'weibull(0.0, S)',
  'weibull(2.0, S)',
  'power(0.5, S)',
  'power(3.0, S)',
  'laplace(1.0, 2.0, S)',
  'gumbel(1.0, 2.0, S)',
  'logistic(1.0, 2.0, S)',
  'lognormal(0.5, 0.25, S)',
  'rayleigh(2.0, S)',
  'triangular(0.0, 0.3, 2.0, S)',
  'binomial(10, 0.3, S)',
  'binomial(10, 0.9, S)',
  'binomial(1000, 0.3, S)',
  'binomial(1000, 0.8, S)',
  'binomial(0, 0.5, S)',
  'negative_binomial(1, 0.1, S)',
  'negative_binomial(2.5, 0.9, S)',
  'poisson(0.0, S)',
  'poisson(3.0, S)',
  'poisson(50.0, S)',
  'poisson(1e10, S)',
  'geometric(0.05, S)',
  'geometric(0.34, S)',
  'geometric(1.0, S)',
  'hypergeometric(10, 20, 5, S)',
  'hypergeometric(10, 20, 15, S)',
  'hypergeometric(100, 200, 100, S)',
  'hypergeometric(1000000, 1000000, 100000, S)',
  'logseries(0.1, S)',
  'logseries(0.99, S)',
  'permutation(7)',
  'permutation(np.arange(6.0))',
  'permutation(np.arange(12).reshape(4, 3))',
  'choice(10, S)',
  'choice(np.arange(5.0), S)',
  'choice(5, S, p=[0.1, 0.2, 0.3, 0.25, 0.15])',
  'choice([3, 1, 4, 1, 5], S, p=np.array([0.1, 0.2, 0.3, 0.25, 0.15]))',
  'multinomial(20, [0.2, 0.3, 0.5], S)',
  'multinomial(100, [0.25, 0.25, 0.25, 0.25], S)',
  'dirichlet([1.0, 2.0, 3.0], S)',
];

const GENERATOR = [
  'random(S, dtype=np.float32)',
  'standard_normal(S, dtype=np.float32)',
  "standard_exponential(S, method='inv')",
  "standard_exponential(S, np.float32, 'inv')",
  'standard_exponential(S, np.float32)',
  'standard_gamma(0.3, S, np.float32)',
  'standard_gamma(1.7, S, dtype=np.float32)',
  'standard_gamma(1.0, S, dtype=np.float32)',
  'integers(10, size=S)',
  'integers(-5, 6, S)',
  'integers(5, 6, S)',
  'integers(0, 2**40, S)',
  'integers(-2**62, 2**62, S)',
  'integers(0, 10, S, endpoint=True)',
  ...['bool', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64'].map(
    (name) => `integers(0, ${name === 'bool' ? '2' : '100'}, S, dtype=${name === 'bool' ? 'bool' : `np.${name}`})`,
  ),
  'integers(0, 255, S, dtype=np.uint8, endpoint=True)',
  'integers(0, 2**32, S, dtype=np.uint32)',
  'dirichlet([0.01, 0.02, 0.03], S)',
  'multivariate_hypergeometric([3, 4, 5], 6, S)',
  "multivariate_hypergeometric([3, 4, 5], 6, S, method='count')",
  'choice(np.arange(12).reshape(4, 3), S, axis=1)',
  'geometric(1e-10, S)',
  'multinomial([[3], [4]], [[0.5, 0.5], [0.1, 0.9]])',
];

const FIXED = [
  'choice(20, 5, replace=False)',
  'choice(20, 5, replace=False, shuffle=False)',
  'choice(100000, 5, replace=False)',
  'choice(20000, 10000, replace=False)',
  'choice(20000, 2000, replace=False, shuffle=False)',
  'choice(0, 0)',
  'choice(5, 4, replace=False, p=[0.1, 0.2, 0.3, 0.25, 0.15])',
  'choice(5, (2, 2), replace=False)',
  'choice(np.arange(12.0).reshape(4, 3), 2, replace=False)',
  'permutation(np.arange(12).reshape(4, 3), axis=1)',
  'permutation(0)',
  'permuted(np.arange(12).reshape(4, 3))',
  'permuted(np.arange(12).reshape(4, 3).T)',
  'permuted(np.arange(12).reshape(4, 3), axis=1)',
  'permuted(np.arange(12).reshape(4, 3), axis=0)',
  'permuted(np.arange(24).reshape(4, 3, 2)[:, ::2], axis=1)',
  'permuted(np.arange(24).reshape(4, 3, 2)[::-1, ::2])',
  'normal([0.0, 10.0], 1.0)',
  'normal(np.zeros((2, 1)), np.ones(3))',
  'normal(np.zeros((2, 1)), np.ones(3), (4, 2, 3))',
  'normal(np.zeros(0), 1.0)',
  'uniform([0, 1], [2, 3])',
  'poisson([1.0, 50.0])',
  'binomial([10, 1000], 0.3)',
  'binomial(10, [[0.1], [0.9]], (2, 3))',
  'integers([1, 2, 3], 10)',
  'integers(1, [3, 5, 10], dtype=np.uint8)',
  'integers([1, 3, 5, 7], [[10], [20]], dtype=np.uint8)',
  'integers([1, 3], [[10], [20]], dtype=np.uint16)',
  'integers([0, 0], [2, 1], dtype=bool)',
  'integers([1, 3], 10, (3, 2), dtype=np.int32)',
  'gamma([0.5, 2.0], [1.0, 3.0])',
  'hypergeometric([10, 20], 10, 5)',
  'standard_gamma([0.5, 2.0])',
];

const LEGACY_FIXED = [
  'rand(3, 2)',
  'randn(2, 3)',
  'rand()',
  'randn()',
  'randint(10)',
  'randint(5, 10, 7)',
  'randint(0, 2**40, 5)',
  'randint(0, 100, (2, 3), dtype=np.uint8)',
  'randint(0, 2, 9, dtype=bool)',
  'randint(3, size=4, dtype=np.int16)',
  'randint([1, 2, 3], 10)',
  'random_sample(3)',
  'choice(20, 5, replace=False)',
  'choice(5, 4, replace=False, p=[0.1, 0.2, 0.3, 0.25, 0.15])',
  'choice(np.arange(5), (2, 2), False)',
  'normal([0.0, 10.0], 1.0)',
  'uniform([0, 1], [2, 3])',
  'permutation(0)',
  'beta([0.5, 2.0], 3.0)',
  'wald(3.0, 2.0, 5)',
  'wald(1.0, 1.0)',
  'zipf(1.1, 20)',
  'zipf(2.5, (2, 2))',
];

const sized = (texts: readonly string[], sizes: readonly string[]): string[] =>
  texts.flatMap((text) => (text.includes('S') ? sizes.map((size) => text.replace(/\bS\b/, size)) : [text]));

/** One program for some calls, each drawn from where the last one left the generator. */
function program(make: string, object: string, calls: readonly string[]): string {
  const lines = calls.map((call, i) => `    r${i} = ${object}.${call}`);
  const names = calls.map((_, i) => `r${i}`).join(', ');
  return `import numpy as np\n\ndef f(seed: int):\n    ${make}\n${lines.join('\n')}\n    return ${names},\n`;
}

describe('random numbers', () => {
  let runner: WeftRunner;
  let oracle: Oracle;
  beforeAll(async () => {
    runner = await WeftRunner.create();
    oracle = new Oracle();
  });
  afterAll(async () => {
    await oracle.close();
    await runner.close();
  });

  async function whyNot(source: string, inputs: readonly Input[], threads = 2): Promise<string | null> {
    const ran = await runner.run(source, 'f', inputs, threads);
    if (ran.kind === 'refused')
      return ran.diagnostics.map((each) => `${each.code} ${each.message}`).join('; ') || 'no graph';
    if (ran.kind === 'broken') return ran.why;
    const answer = await oracle.check({
      source,
      function: 'f',
      inputs: oracleInputs(inputs),
      results: ran.kind === 'ran' ? ran.results : null,
      error: ran.kind === 'raised' ? ran.error : null,
      tolerance: 0,
      rule: 'exact',
    });
    return answer.agree ? null : `${answer.why} ${ran.kind === 'raised' ? ran.message : ''}`;
  }

  const seeds = (seed: number): Input[] => [{ name: 'seed', type: { kind: 'int' }, value: BigInt(seed) }];

  async function problems(make: string, object: string, calls: readonly string[], seed: number): Promise<string[]> {
    const why = await whyNot(program(make, object, calls), seeds(seed));
    if (why === null) return [];
    if (calls.length === 1) return [`${calls[0]} with seed ${seed}: ${why}`];
    const half = Math.ceil(calls.length / 2);
    const parts = [
      ...(await problems(make, object, calls.slice(0, half), seed)),
      ...(await problems(make, object, calls.slice(half), seed)),
    ];
    return parts.length > 0 ? parts : [`together, with seed ${seed}: ${why}\n${calls.join('\n')}`];
  }

  async function check(make: string, object: string, calls: readonly string[]): Promise<void> {
    const found: string[] = [];
    for (let i = 0; i < calls.length; i += 32)
      found.push(...(await problems(make, object, calls.slice(i, i + 32), 7 + i * 1013)));
    expect(found.join('\n')).toBe('');
  }

  const SIZES = ['None', '501', '(2, 3)', '0'];

  it('of Generator are those of NumPy', { timeout: 300_000 }, () =>
    check('rng = np.random.default_rng(seed)', 'rng', [...sized([...SHARED, ...GENERATOR], SIZES), ...FIXED]),
  );

  it('of RandomState are those of NumPy', { timeout: 300_000 }, () =>
    check('rng = np.random.RandomState(seed)', 'rng', [...sized(SHARED, SIZES), ...LEGACY_FIXED]),
  );

  it('of np.random after a seed are those of NumPy', { timeout: 300_000 }, () =>
    check('np.random.seed(seed)', 'np.random', [
      ...sized(SHARED, ['None', '11']),
      ...LEGACY_FIXED,
      'ranf(3)',
      'sample((2, 2))',
    ]),
  );

  const PROGRAMS: Record<string, string> = {
    'seeds of every form': `
def f(seed: int):
    a = np.random.default_rng([seed, 2, 3]).random(3)
    b = np.random.Generator(np.random.PCG64(seed)).random(3)
    c = np.random.default_rng(0).random(3)
    d = np.random.default_rng(2**40 + seed).random(3)
    e = np.random.default_rng(np.array([1, 2, 3, 4, 5])).random(3)
    g = np.random.RandomState([1, 2, seed]).random_sample(3)
    h = np.random.default_rng(seed=(seed, 1)).random()
    return a, b, c, d, e, g, h
`,
    'state goes through loops, functions and variables': `
def noise(rng, n):
    return rng.normal(size=n)

def f(seed: int):
    rng = np.random.default_rng(seed)
    other = rng
    total = np.zeros(3)
    for i in range(4):
        total += noise(rng, 3)
        if rng.random() < 0.5:
            total += noise(other, 3)
    again = rng if seed > 3 else np.random.default_rng(1)
    return total, again.integers(0, 100, 5), rng.random()
`,
    'a generator for each round': `
def f(seed: int):
    result = np.zeros((3, 4))
    for i in range(3):
        rng = np.random.default_rng(seed + i)
        result[i] = rng.uniform(size=4)
        rng.shuffle(result[i])
    return result
`,
    'shuffles in place': `
def f(seed: int):
    rng = np.random.default_rng(seed)
    a = np.arange(20)
    b = np.arange(12.0).reshape(4, 3)
    c = np.arange(24).reshape(2, 3, 4)
    rng.shuffle(a[::2])
    rng.shuffle(b)
    rng.shuffle(b.T)
    rng.shuffle(c, axis=2)
    rng.shuffle(np.zeros(0))
    np.random.seed(seed)
    np.random.shuffle(a)
    np.random.shuffle(b)
    return a, b, c
`,
    'numbers that nobody uses are drawn, and those that Python skips are not': `
def once(rng):
    rng.random()
    return 0

def f(seed: int):
    rng = np.random.default_rng(seed)
    rng.random(3)
    rng.integers(10)
    a = rng.random() if seed < 0 else 0.5
    b = seed < 0 and rng.random() < 2.0
    c = seed < 0 or rng.random() < 2.0
    d = once(rng) + once(rng)
    np.random.seed(seed)
    np.random.randn()
    e = np.random.randn()
    for i in range(3):
        if i == 1:
            continue
        np.random.rand()
    lists = [rng.normal() for _ in range(4) if rng.random() < 0.7]
    return a, b, c, d, e, rng.random(), np.random.rand(), len(lists)
`,
    'Monte Carlo': `
def f(seed: int):
    rng = np.random.default_rng(seed)
    inside = 0
    for _ in range(200):
        x, y = rng.random(), rng.random()
        if x * x + y * y < 1.0:
            inside += 1
    return 4 * inside / 200
`,
  };

  it.each(Object.keys(PROGRAMS))('%s', { timeout: 60_000 }, async (name) => {
    const source = `import numpy as np\n${PROGRAMS[name]}`;
    expect(await whyNot(source, seeds(5), 1)).toBeNull();
    expect(await whyNot(source, seeds(12345), 4)).toBeNull();
  });

  const FAULTS = [
    'rng.normal(0.0, -1.0)',
    'rng.exponential(-0.5, 3)',
    'rng.poisson(-1.0)',
    'rng.binomial(-1, 0.5)',
    'rng.binomial(5, 1.5)',
    'rng.beta(0.0, 1.0)',
    'rng.integers(5, 5)',
    'rng.integers(0)',
    'rng.integers(0, 300, dtype=np.uint8)',
    'rng.integers(-1, 5, dtype=np.uint8)',
    'rng.uniform(0, np.inf)',
    'rng.uniform(1.0, 0.0)',
    'rng.geometric(0.0)',
    'rng.zipf(1.0)',
    'rng.triangular(1.0, 0.0, 2.0)',
    'rng.triangular(0.0, 0.0, 0.0)',
    'rng.logseries(1.0)',
    'rng.hypergeometric(1, 1, 3)',
    'rng.choice(0)',
    'rng.choice(3, 4, replace=False)',
    'rng.choice(2, p=[0.5, 0.6])',
    'rng.choice(3, p=[0.5, 0.5])',
    'rng.choice(2, p=[-0.5, 1.5])',
    'rng.normal(np.zeros(3), 1.0, 2)',
    'rng.normal(size=-1)',
    'rng.multinomial(5, [0.9, 0.9, 0.1])',
    'rng.dirichlet([-1.0, 1.0])',
    'np.random.default_rng(-1).random()',
    'np.random.RandomState(-1).rand()',
    'np.random.RandomState(2**32).rand()',
    'rng.weibull(-1.0)',
    'rng.normal(0.0, np.array([1.0, -1.0]))',
    'rng.poisson(np.array([np.nan]))',
  ];

  /** The texts of NumPy's errors. */
  function messages(): Record<string, string> {
    const script = `
import json, numpy as np
result = {}
for fault in json.loads(input()):
    rng = np.random.default_rng(1)
    try:
        eval(fault)
    except Exception as error:
        result[fault] = f"{type(error).__name__}: {error}"
print(json.dumps(result))`;
    return JSON.parse(
      execFileSync('/usr/bin/python3', ['-c', script], { input: JSON.stringify(FAULTS), encoding: 'utf8' }),
    ) as Record<string, string>;
  }
  /** NumPy 2 says it in other words than NumPy 1.24. */
  const NEWER: Record<string, string> = {
    'rng.choice(2, p=[0.5, 0.6])':
      'ValueError: Probabilities do not sum to 1. See Notes section of docstring for more information.',
    'rng.choice(2, p=[-0.5, 1.5])': 'ValueError: Probabilities are not non-negative',
    'rng.dirichlet([-1.0, 1.0])': 'ValueError: alpha < 0',
  };

  it('errors are those of NumPy, word for word', { timeout: 120_000 }, async () => {
    const expected = { ...messages(), ...NEWER };
    const raised: Record<string, string> = {};
    for (const fault of FAULTS) {
      const source = `import numpy as np\n\ndef f(seed: int):\n    rng = np.random.default_rng(seed)\n    return ${fault}\n`;
      const ran = await runner.run(source, 'f', seeds(1));
      raised[fault] = ran.kind === 'raised' ? `${ran.error}: ${ran.message}` : ran.kind;
    }
    expect(raised).toEqual(expected);
  });

  it('of distributions that NumPy 2 draws in another way are those of NumPy 2.4', async () => {
    const source = `import numpy as np

def f(seed: int):
    rng = np.random.default_rng(seed)
    a = rng.zipf(1.1, 6)
    b = rng.wald(3.0, 2.0, 4)
    c = rng.wald(1e8, 2.25, 3)
    d = rng.beta(1e-200, 1e-200, 6)
    e = rng.zipf(2000.0, 2)
    g = rng.beta(0.5, 1e-3, 3)
    return a, b, c, d, e, g, rng.random()
`;
    const expected = `def f(seed):
    import numpy as np
    return (np.array([1222, 1, 174, 1, 30661, 134]), np.array([1.4131171757982532, 1.2848245889770666, 2.7769890741286227, 4.9292954210960875]), np.array([0.8334796963715974, 2.3392045966907915, 1.3533014486810657]), np.array([0.0, 1.0, 1.0, 1.0, 0.0, 1.0]), np.array([1, 1]), np.array([1.0, 1.0, 1.0]), 0.7998795260549534)
`;
    const ran = await runner.run(source, 'f', seeds(5));
    const results = ran.kind === 'ran' ? ran.results : null;
    const answer = await oracle.check({
      source: expected,
      function: 'f',
      inputs: { seed: { int: '5' } },
      results,
      error: null,
      tolerance: 0,
      rule: 'exact',
    });
    expect(answer.why).toBeNull();
  });

  it('of correlated normal numbers are those of NumPy to rounding', async () => {
    const source = `import numpy as np

def f(seed: int):
    rng = np.random.default_rng(seed)
    cov = np.array([[6.0, -3.0], [-3.0, 3.5]])
    a = rng.multivariate_normal([1.0, 2.0], cov, 5)
    b = rng.multivariate_normal([1.0, 2.0], cov, (2, 3), method='cholesky')
    c = rng.multivariate_normal(np.zeros(2), cov, method='eigh')
    np.random.seed(seed)
    d = np.random.multivariate_normal([0, 0], [[1, 0], [0, 100]], 4)
    return a, b, c, d, rng.random()
`;
    const ran = await runner.run(source, 'f', seeds(5));
    const results = ran.kind === 'ran' ? ran.results : null;
    const answer = await oracle.check({
      source,
      function: 'f',
      inputs: { seed: { int: '5' } },
      results,
      error: null,
      tolerance: 1e-13,
    });
    expect(answer.why).toBeNull();
  });
});
