// SPDX-License-Identifier: Apache-2.0
// Readable names for the sizes of parameters: the name the function itself gives a size (`n, d = points.shape`), else
// the next free letter.

import { visitStatements } from '../../names/visit';
import type { Expr, FunctionDecl } from '../../syntax/ast';

const LETTERS = ['n', 'm', 'k', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w'];

export class DimNames {
  private readonly hints = new Map<string, string>();
  private readonly taken = new Set<string>();
  private next = 0;

  constructor(decl: FunctionDecl) {
    const parameters = new Set(decl.parameters.map((parameter) => parameter.name));
    const counts = new Map<string, number>();
    visitStatements(decl.body, { bind: (name) => void counts.set(name, (counts.get(name) ?? 0) + 1) });
    for (const name of [...parameters, ...counts.keys()]) this.taken.add(name);
    const hint = (parameter: string, axis: number, target: Expr): void => {
      if (target.kind !== 'Name' || counts.get(target.id) !== 1 || !parameters.has(parameter) || target.id === '_')
        return;
      const key = `${parameter} ${axis}`;
      if (!this.hints.has(key)) this.hints.set(key, target.id);
    };
    for (const stmt of decl.body) {
      if (stmt.kind !== 'Assign' || stmt.targets.length !== 1) continue;
      const { value } = stmt;
      const target = stmt.targets[0]!;
      const whole = shapeOwner(value);
      if (whole !== undefined && target.kind === 'Tuple') {
        for (const [axis, element] of target.elements.entries()) hint(whole, axis, element);
      } else if (value.kind === 'Subscript' && value.index[0]?.kind === 'Int') {
        const owner = shapeOwner(value.value);
        if (owner !== undefined) hint(owner, Number(value.index[0].value), target);
      } else if (
        value.kind === 'Call' &&
        value.func.kind === 'Name' &&
        value.func.id === 'len' &&
        value.args[0]?.kind === 'Name'
      ) {
        hint(value.args[0].id, 0, target);
      }
    }
  }

  /** A name for an axis of a parameter. `isKnown` tells that none is needed. */
  take(parameter: string, axis: number, isKnown: () => boolean): string {
    if (isKnown()) return '';
    const hint = this.hints.get(`${parameter} ${axis}`);
    if (hint !== undefined) {
      this.hints.delete(`${parameter} ${axis}`);
      return hint;
    }
    for (;;) {
      const position = this.next++;
      const letter = LETTERS[position % LETTERS.length]!;
      const round = Math.floor(position / LETTERS.length);
      const name = round === 0 ? letter : `${letter}${round}`;
      if (!this.taken.has(name)) return name;
    }
  }

  reserve(name: string): void {
    this.taken.add(name);
  }
}

function shapeOwner(expr: Expr): string | undefined {
  return expr.kind === 'Attribute' && expr.attr === 'shape' && expr.value.kind === 'Name' ? expr.value.id : undefined;
}
