// SPDX-License-Identifier: Apache-2.0
// The statements of a function as they are lowered: what Python does at once is written out before.

import type { Stmt } from '../../syntax/ast';
import { withUpdates } from '../classes/updates';
import { lazyBody } from '../iteration/lazy-loops';
import { withLoopEnds } from '../unions/loop-ends';
import type { FunctionLowering } from './function';

export function bodyOf(fn: FunctionLowering): readonly Stmt[] {
  return withLoopEnds(withUpdates(lazyBody(fn), fn.program.scope.attributes));
}
