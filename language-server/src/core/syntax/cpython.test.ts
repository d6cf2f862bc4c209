// SPDX-License-Identifier: Apache-2.0
// The syntax tree against CPython's own `ast`, ranges included: fixed programs that once went wrong or easily could,
// random expressions, and programs that CPython refuses.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SourceRange } from '../graph/graph';
import type * as ast from './ast';
import { PythonParser } from './parser';

const SCRIPT = join(__dirname, '../../../../test/golden/syntax/dump_ast.py');
let parser: PythonParser;
beforeAll(async () => {
  parser = await PythonParser.create();
});

function dumpByCpython(programs: readonly string[]): (string | null)[] {
  const output = execFileSync('python3', [SCRIPT], { input: JSON.stringify(programs), maxBuffer: 1 << 28 });
  return JSON.parse(output.toString()) as (string | null)[];
}

function at({ startLine, startColumn, endLine, endColumn }: SourceRange): string {
  return `@${startLine}.${startColumn}-${endLine}.${endColumn}`;
}

/** Python's `float.hex`. */
function hex(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return '0x0.0p+0';
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = (bits & 0xfffffffffffffn).toString(16).padStart(13, '0');
  const power = exponent === 0 ? -1022 : exponent - 1023;
  return `0x${exponent === 0 ? 0 : 1}.${fraction}p${power < 0 ? '' : '+'}${power}`;
}

function expression(node: ast.Expr): string {
  return shape(node) + at(node.range);
}

function many(nodes: readonly ast.Expr[]): string {
  return nodes.map(expression).join(', ');
}

function shape(node: ast.Expr): string {
  switch (node.kind) {
    case 'Name':
      return node.id;
    case 'Int':
      return String(node.value);
    case 'Float':
      return `float ${hex(node.value)}`;
    case 'Complex':
      return `complex ${hex(node.value)}`;
    case 'Bool':
      return node.value ? 'True' : 'False';
    case 'None':
      return 'None';
    case 'Ellipsis':
      return '...';
    case 'Str':
      return JSON.stringify(node.value);
    case 'Slice':
      return `slice(${[node.lower, node.upper, node.step].map((part) => (part ? expression(part) : '')).join(', ')})`;
    case 'Binary':
      return `(${expression(node.left)} ${node.op} ${expression(node.right)})`;
    case 'Unary':
      return `(${node.op} ${expression(node.operand)})`;
    case 'BoolOp':
      return `(${node.values.map(expression).join(` ${node.op} `)})`;
    case 'Compare':
      return `(${expression(node.left)}${node.ops.map((op, i) => ` ${op} ${expression(node.rights[i]!)}`).join('')})`;
    case 'Conditional':
      return `(${expression(node.body)} if ${expression(node.test)} else ${expression(node.orelse)})`;
    case 'Call': {
      // Displays of dictionaries and sets.
      if (node.func.kind === 'Attribute' && node.func.attr.startsWith('{')) return '?';
      const keywords = node.keywords.map((word) => `${word.name ?? '**'}=${expression(word.value)}`).join(', ');
      return `${expression(node.func)}(${many(node.args)}; ${keywords})`;
    }
    case 'Attribute':
      return `${expression(node.value)}.${node.attr}`;
    case 'Subscript':
      return `${expression(node.value)}[${node.isTuple ? `tuple ${many(node.index)}` : many(node.index)}]`;
    case 'Tuple':
      return `tuple(${many(node.elements)})`;
    case 'List':
      return `[${many(node.elements)}]`;
    case 'Starred':
      return `*${expression(node.value)}`;
    default:
      return '?';
  }
}

function statement(node: ast.Stmt): string {
  switch (node.kind) {
    case 'ExprStmt':
      return `expr ${expression(node.value)}`;
    case 'Assign':
      return `${node.targets.map(expression).join(' = ')} = ${expression(node.value)}`;
    case 'AugAssign':
      return `${expression(node.target)} ${node.op}= ${expression(node.value)}`;
    case 'AnnAssign':
      return `${expression(node.target)}: ${expression(node.annotation)} = ${node.value ? expression(node.value) : ''}`;
    case 'If':
    case 'While':
      return `${node.kind} ${expression(node.test)} ${block(node.body)} ${block(node.orelse)}`;
    case 'For':
      return `For ${expression(node.target)} in ${expression(node.iter)} ${block(node.body)} ${block(node.orelse)}`;
    case 'Return':
      return `return ${node.value ? expression(node.value) : ''}`;
    case 'Break':
    case 'Continue':
    case 'Pass':
      return node.kind;
    case 'Error':
      return 'error';
    default:
      return '? statement';
  }
}

function block(nodes: readonly ast.Stmt[]): string {
  return `{${nodes.map(statement).join('; ')}}`;
}

function declaration(fn: ast.FunctionDecl): string {
  const parameters = fn.parameters.map((parameter) => {
    const annotation = parameter.annotation ? expression(parameter.annotation) : '';
    return `${parameter.form} ${parameter.name}: ${annotation} = ${parameter.default ? expression(parameter.default) : ''}`;
  });
  const returns = fn.returns ? expression(fn.returns) : '';
  return `def ${fn.name}(${parameters.join(', ')}) -> ${returns} [${many(fn.decorators)}] ${block(fn.body)}`;
}

/** Null where Weft refuses the text. */
function dumpByWeft(text: string): string | null {
  const parsed = parser.parse(text);
  parsed.dispose();
  if (parsed.diagnostics.length > 0) return null;
  return [...parsed.module.functions.map(declaration), ...parsed.module.statements.map(statement)].join('\n');
}

const ACCEPTED = [
  'a & b ^ c | d & e ^ f\n(a ^ b) & c\na ^ (b & c) | (d)\na | b & c << 1\n',
  '-2 ** -1\n-x ** y ** -z\n2 ** -x ** 2\n~a ** b\n(-1) ** 2\n',
  'not a == b\nnot not a and b or not c\na and b and c or d\n(a and b) and c\na or (b or c)\n',
  'a < b < c\na in b not in c is d is not e\n(a < b) < c\na not in b\n',
  'a if b else c if d else e\n(a if b else c) if d else e\na or b if c and d else not e\n',
  'x = 0xFF + 0o17 + 0b101 + 1_000 + 00\ny = 12345678901234567890123456789\n',
  'x = 1.0, 1., .5, 1e3, 1E-3, 1_0.0_1e1_0, 5e-324, 1e400, 0.1\n',
  "x = 'a' \"b\" '''c\n d''' r'\\n' u'e' '\\x41\\u00e9\\101\\n\\\n\\q'\n",
  'a[1]\na[1,]\na[1, 2]\na[(1, 2)]\na[:]\na[::]\na[1:2:3, ::-1, ..., None, :b]\na[b:][c]\na[()]\n',
  'a.b.c(d)(e=1, *f, **g)[h].i\nf(a for a in b)\nf(a, *b, c, d=1)\n',
  'x = y = z = 1\nx, y = y, x\n(x, y), [z] = w\n*x, y = z\nx, = y\n(x) = 1\n((x)) = 1\n[x, y] = 1, 2\n',
  'x: int\nx: int = 3\nx.y: A[B, C] = 1\nx[0]: "a" = 2\nx: a | None = None\n',
  'x += 1\nx[1:2] -= y\nx.y **= 2\nx @= y; x //= y; x >>= 1\n',
  'for i in range(3): pass\nfor (i), j in x, y:\n    continue\nelse:\n    pass\nwhile a:\n    break\nelse:\n    b\n',
  'if a: b\nelif c:\n    d\nelif e: f; g\nelse:\n    if h:\n        i\n',
  'def f(a, b: int = 1, /, c=2, *, d, e: x.y = 3, **k) -> z[1]:\n    """doc"""\n    return\n',
  'def f(*a: int): return a, *b\ndef g(): "doc"\ndef h():\n    ("no doc", 1)\n',
  '@a.b\n@c(1, d=2)\ndef f(): return 1\n',
  'async def f():\n    await x\n    async for i in y: pass\n',
  'def f():\n\tif x:\n\t\treturn 1\n\treturn (\n\t  1 +\n\t\t2\n)\n',
  'x = a \\\n  + b\ny = (a\n  # comment\n  + b)\n',
  'def f():\n    pass\n    # comment\n  # odd comment\nx = 1\n',
  'print(x)\nprint\nexec(x)\nmatch = 1\ntype = 2\nmatch[0]\n_ = 3\n',
  "print('a', *f(x))\nx = [*f(a)]\nx = [1, *a.b(c), *a[0]]\nx = {*a}\nx = {*a, *f(b)}\nx = *a + b, 1\nx = (*f(a),)\n",
  'x = 1 if y else(2)\nx = not(y)\nz = a if b else-c\n',
  'x = lambda: 0\nx = [i for i in j]\nx = {1: 2}\nx = {1}\nx = 2j\nx = f"{y}"\nx = b"z"\nif (y := x): pass\n',
  'try:\n    a\nexcept b as c:\n    d\nfinally:\n    e\nwith a as b, c: d\nassert a, b\ndel a\nraise a from b\n',
  'class A(B):\n    def f(self): pass\n',
  'if a:\r\n    b\r\nelse:\r\n    c\r\n',
  '\n\n\n   \n# only comments\n',
  '',
];

const REFUSED = [
  'a +* 2',
  'x = (1',
  'def f(:\n  pass',
  'if a:\nb',
  'if a:\n    b\n  c',
  'x = 1\n  y = 2',
  'if a:\n\tx\n        y\n',
  'a <> b',
  'print x',
  'exec "x"',
  '0123',
  '1__0',
  '1_',
  '10L',
  '1_000_',
  '1._0',
  'x = y += 1',
  '(a, b) += 1',
  'a, b: int = 1',
  'f(a=1, 2)',
  'f(a=1, a=2)',
  'def f(a=1, b): pass',
  'def f(a, a): pass',
  'def f(**k, a): pass',
  'break',
  'return 1',
  'def f():\n    continue',
  '"abc',
  "x = 'a\nb'",
  'a b',
  'x = 1 y = 2',
  'import a b',
  'def\nf(): pass',
  'x =\n1',
  'return\n',
  'if a:\n    b\n  else:\n    c',
  'f() = 1',
  'a + 1 = 2',
  'None = 1',
  'x = *a',
  'return *a',
  'x = async',
  'def f():\nreturn 1',
  'while x\n    y',
  'for x y: z',
  'a == not b',
  '@\ndef f(): pass',
  'x = [1, 2',
  'x = 1)',
  '??',
  'def f(a, (b, c)): pass',
  'x = `a`',
  '1x',
  'lambda x: = 1',
  'else:\n    x',
  'class A\n    pass',
  'a = b = c: int',
];

describe('against CPython', () => {
  it('reads accepted programs alike', () => {
    const expected = dumpByCpython(ACCEPTED);
    for (const [i, text] of ACCEPTED.entries()) {
      expect(expected[i], `CPython accepts ${JSON.stringify(text)}`).not.toBeNull();
      expect(dumpByWeft(text), text).toBe(expected[i]);
    }
  });

  it('refuses what CPython refuses', () => {
    const byCpython = dumpByCpython(REFUSED);
    for (const [i, text] of REFUSED.entries()) {
      expect(byCpython[i], `CPython refuses ${JSON.stringify(text)}`).toBeNull();
      expect(dumpByWeft(text), text).toBeNull();
    }
  });

  it('reads random expressions alike', () => {
    const programs = fc.sample(program, { numRuns: 400, seed: 7 });
    const expected = dumpByCpython(programs);
    for (const [i, text] of programs.entries()) {
      expect(expected[i], text).not.toBeNull();
      expect(dumpByWeft(text), text).toBe(expected[i]);
    }
  });
});

const { expr: anyExpression } = fc.letrec((tie) => {
  const inner = tie('expr') as fc.Arbitrary<string>;
  const arithmetic = fc.constantFrom('+', '-', '*', '/', '//', '%', '**', '@', '&', '|', '^', '<<', '>>');
  const comparison = fc.constantFrom('==', '<', '>=', 'in', 'not in', 'is', 'is not');
  const joined = (op: fc.Arbitrary<string>, min: number, max: number): fc.Arbitrary<string> =>
    fc
      .tuple(inner, fc.array(fc.tuple(op, inner), { minLength: min, maxLength: max }))
      .map(([first, rest]) => first + rest.map(([operator, right]) => ` ${operator} ${right}`).join(''));
  const parenthesised = (item: fc.Arbitrary<string>): fc.Arbitrary<string> => item.map((text) => `(${text})`);
  const atom = fc.constantFrom(
    'a',
    'b',
    '1',
    '2.5',
    'None',
    '"s"',
    'c.d',
    'e[1:, ::2]',
    'f(x, y=1)',
    '[a, b]',
    '(a, b)',
  );
  return {
    expr: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      atom,
      joined(arithmetic, 1, 4),
      parenthesised(joined(comparison, 1, 2)),
      parenthesised(joined(fc.constantFrom('and', 'or'), 1, 3)),
      parenthesised(inner.map((text) => `not ${text}`)),
      fc.tuple(fc.constantFrom('-', '~', '+'), inner).map(([op, text]) => `${op}${text}`),
      parenthesised(fc.tuple(inner, inner, inner).map(([a, b, c]) => `${a} if ${b} else ${c}`)),
      parenthesised(inner),
    ),
  };
});
const program = (anyExpression as fc.Arbitrary<string>).map((text) => `x = ${text}\n`);
