# SPDX-License-Identifier: Apache-2.0
# Texts known at run time only: each function that begins with `t_` is a task.

import numpy as np
import math


def t_s1():
    s = 'ACGTACGT'
    for k in range(3):
        s += 'GATTACA'
    print(s, len(s), s.count('A'), s[0], s[-1], s[2:5], s[::-1], s.find('TT'), s.replace('A', 'x'))
    n = 0
    for c in s:
        if c == 'G' or c in 'CT':
            n += 1
    gc = sum(1 for c in s if c in 'GC') / len(s)
    comp = ''.join({'A': 'T', 'C': 'G', 'G': 'C', 'T': 'A'}[c] for c in 'ACGT')
    return n, gc


def t_s2():
    rows = np.array([[1, 0], [0, 1]])
    for r in rows:
        print(''.join('#' if v else '.' for v in r))
    print(', '.join(str(x) for x in rows[0]), '-'.join(map(str, [1, 2])))
    print(' '.join([f'{x:.2f}' for x in [1.0, 2.5]]))
    print(','.join('abc'), ' '.join(['a', 'b']), ''.join(reversed('abc')), ''.join(sorted('hello')))


def t_s3():
    x = 10
    for k in range(2): x += k
    s = str(x)
    print(s.upper(), s.zfill(6), s.isdigit(), s.startswith('1'), s.endswith('9'), int(s) + 1, float(s) / 2, s.ljust(4) + '|', s.rjust(5), bin(x), hex(x), oct(x), chr(x + 60), ord(s[0]), '%s!' % s)
    print(sum(int(d) for d in s), list(s), [int(d) for d in s][::-1], max(s), sorted(s, reverse=True), s == s[::-1])
    for i, c in enumerate(s): print(i, c)
    for a, b in zip(s, 'xyz'): print(a, b)


def t_s4():
    line = '1.5 2.5  3.5 '
    for k in range(1): line += '4'
    parts = line.split()
    xs = [float(p) for p in parts]
    a, b, c, d = map(float, line.split())
    print(parts, xs, len(parts), parts[1], a + b, 'x,y,,z'.split(','), 'a b c'.split(' ', 1), 'ab\ncd\n'.splitlines())
    return np.array([float(t) for t in line.split()])


def t_s5():
    words = ['pear', 'fig', 'apple']
    words.append('kiwi')
    words.sort()
    print(words, words.index('fig'), 'fig' in words, 'nope' in words, len(words), words == ['a'], sorted(words, key=len), max(words), words.count('fig'))
    for w in words: print(w.title(), len(w), w[0])
    return words


def t_s6():
    s = 'abc'
    for k in range(2): s += 'd'
    return s[10]


def t_s7():
    s = 'x'
    for k in range(2): s += 'd'
    return int(s)


def t_s8():
    a = 'kitten'; b = 'sitting'
    m = np.zeros((len(a) + 1, len(b) + 1), dtype=int)
    for i in range(len(a) + 1): m[i, 0] = i
    for j in range(len(b) + 1): m[0, j] = j
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            m[i, j] = min(m[i - 1, j] + 1, m[i, j - 1] + 1, m[i - 1, j - 1] + cost)
    return m[-1, -1]


def t_s9():
    s = ''
    for i in range(200):
        s = s + chr(ord('a') + i % 26)
    t = ''
    for c in s:
        t = c + t
    print(t == s[::-1], s < t, s > 'b', t[5], s[3:9], len(t))
    return t


def t_s10():
    text = 'the cat sat on the mat'
    n = 0
    for w in text.split():
        if w == 'the': n += 1
    return n, text.split()[1], len(text.split(' '))


def t_s11():
    s = 'héllo'
    for k in range(1): s += 'ß'
    return s[1], len(s), s[::-1], s.find('l'), s[1:3], list(s)


def t_s12():
    return float('x')


def t_s13():
    n = 0
    for d in str(2 ** 40): n += int(d)
    return n, ''.join(str(i % 10) for i in range(5))


def t_s14():
    lines = []
    for i in range(3):
        lines.append(f'{i}: {i * i}')
    print('\n'.join(lines))
    return lines, ('a', ['b', 'cc'], '')


def caesar(text, k):
    out = ''
    for ch in text:
        if ch.isalpha():
            base = ord('A') if ch.isupper() else ord('a')
            out += chr((ord(ch) - base + k) % 26 + base)
        else:
            out += ch
    return out


def t_s15():
    e = caesar('Hello, World!', 3)
    print(e, caesar(e, -3))
    return e


def t_whole_numbers_of_floats():
    a = np.array([[1.5, -2.9], [3.0, 4.2]])
    for u, v in a:
        print('%d|%5d|%-6d|%+d|%05d' % (u, v, u * 1.7, v, u))
    print('%d and %i' % (2.9, a[0, 1] * -3))
    return '%d' % a[0, 1]
