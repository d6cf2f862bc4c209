// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgumentT } from '../../../language-server/src/wire/generated/weft/wire/argument';
import { ArgumentKind } from '../../../language-server/src/wire/generated/weft/wire/argument-kind';
import { HelloT } from '../../../language-server/src/wire/generated/weft/wire/hello';
import { LauncherT } from '../../../language-server/src/wire/generated/weft/wire/launcher';
import { SubmitT } from '../../../language-server/src/wire/generated/weft/wire/submit';
import { WatchT } from '../../../language-server/src/wire/generated/weft/wire/watch';
import { WeftError } from './error';
import { decodeMessage, encodeMessage } from './message';

const submit = new SubmitT(
  'key',
  'a.py:f',
  'a.py',
  [1, 2, 3],
  [new ArgumentT('x', ArgumentKind.Float, 0n, -0, null, null, null)],
  2,
  3,
  new LauncherT(0, null, null, null, null, 0, null, ['--exclusive'], []),
);

describe('control messages', () => {
  it.each([
    ['hello', new HelloT(1, 0, 'token', 'test')],
    ['watch', new WatchT('job', 7n)],
    ['submit', submit],
  ])('%s comes back as it was', (_, body) => {
    const message = decodeMessage(encodeMessage(42, body));
    expect(message.request).toBe(42);
    expect(message.body).toEqual(body);
  });

  it('keep the sign of a zero', () => {
    const { body } = decodeMessage(encodeMessage(1, submit));
    expect(Object.is((body as SubmitT).arguments_[0]?.floatValue, -0)).toBe(true);
  });

  it('that are cut off are refused', () => {
    const bytes = encodeMessage(1, submit);
    for (let length = 0; length < bytes.length - 8; length++) {
      // A table at the very end may lose padding only; everything else must be noticed.
      try {
        decodeMessage(bytes.subarray(0, length));
      } catch (error) {
        expect(error).toBeInstanceOf(WeftError);
      }
    }
  });

  it('with flipped bits never do worse than a refusal', () => {
    const bytes = encodeMessage(1, submit);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const damaged = Uint8Array.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        try {
          decodeMessage(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(WeftError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
