// SPDX-License-Identifier: Apache-2.0
// What to write in place of `try`, by the exceptions that it catches: the test that tells before what Python tells after.

const REWRITES: Readonly<Record<string, string>> = {
  ZeroDivisionError: 'Test the divisor before: `if b != 0:`',
  KeyError: 'Ask for the key before with `in`, or read it with `d.get(key, default)`',
  IndexError: 'Compare the index with `len(...)` before',
  LookupError: 'Ask for the key before with `in`, or compare the index with `len(...)`',
  ValueError: 'Test the values before, such as `text.isdigit()` before `int(text)`',
  TypeError: 'Test the type before: `isinstance(x, ...)`, or `x is None`',
  AttributeError: 'Test the object before: `x is not None`, or `isinstance(x, ...)`',
  LinAlgError: 'Test the matrix before: `np.linalg.matrix_rank(a) == len(a)`, or `np.linalg.cond(a) < 1e12`',
  OverflowError: 'Compare the operands with a limit before',
  FloatingPointError: 'Test the result: `np.isfinite(x)`',
  StopIteration: 'Give `next` a default: `next(items, None)`',
  ImportError: 'Import the module at the top of the file',
  ModuleNotFoundError: 'Import the module at the top of the file',
};

const BROAD =
  /^(Exception|BaseException|OSError|IOError|FileNotFoundError|RuntimeWarning|MemoryError|KeyboardInterrupt)$/;

/** `caught`: the exceptions, without their modules; none of them for a plain `except:`, undefined for `finally` alone. */
export function insteadOfTry(caught: readonly string[] | undefined): string {
  if (!caught) return 'Write the statements of `finally` after the others: an error ends the task';
  const found = new Set<string>();
  for (const name of caught) {
    const known = Object.hasOwn(REWRITES, name) ? REWRITES[name] : undefined;
    // What the program raises itself it can also return.
    if (known || !BROAD.test(name)) found.add(known ?? `Return None in place of raising \`${name}\`, and test for it`);
  }
  const [first, second] = [...found];
  if (first === undefined)
    return 'Test with `if` before for what may fail, or handle the error where the task is called';
  return second === undefined ? first : `${first}; ${second.charAt(0).toLowerCase()}${second.slice(1)}`;
}
