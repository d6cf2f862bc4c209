// SPDX-License-Identifier: Apache-2.0
// Which names a piece of unsupported syntax may bind or change. The piece itself is never compiled; the names tell
// which module constants are not constant, and which names of a function are local.

import type { ConvertContext } from './convert-context';
import type { Cst } from './cst';

/** Names bound, deleted or changed in the scope around `node`, sorted; inside nested functions only `global` counts. */
export function collectBindings(ctx: ConvertContext, node: Cst): string[] {
  const names = new Set<string>();
  visit(ctx, node, names, false);
  return [...names].sort();
}

function visit(ctx: ConvertContext, root: Cst, names: Set<string>, startsNested: boolean): void {
  const work: { node: Cst; isNested: boolean }[] = [{ node: root, isNested: startsNested }];
  const add = (node: Cst): void => void names.add(ctx.textOf(node).normalize('NFKC'));
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    const { node, isNested } = item;
    let childrenNested = isNested;
    switch (node.type) {
      case 'global_statement':
      case 'nonlocal_statement':
        for (const child of node.children) if (child.type === 'identifier') add(child);
        break;
      case 'function_definition':
      case 'class_definition':
      case 'lambda':
        if (!isNested) for (const child of node.children) if (child.field === 'name') add(child);
        childrenNested = true;
        break;
      case 'assignment':
      case 'augmented_assignment':
      case 'named_expression':
      case 'for_statement':
      case 'for_in_clause':
        for (const child of node.children) {
          if (child.field === 'left' || child.field === 'name') addTargets(child, add, isNested);
        }
        break;
      case 'delete_statement':
      case 'as_pattern_target':
      case 'case_pattern':
        addTargets(node, add, isNested);
        break;
      case 'import_statement':
      case 'import_from_statement':
        if (!isNested) {
          for (const child of node.children) {
            if (child.field !== 'name') continue;
            const alias = child.children.find((c) => c.field === 'alias');
            const first = alias ?? child.children[0] ?? child;
            add(first);
          }
        }
        break;
    }
    for (const child of node.children) work.push({ node: child, isNested: childrenNested });
  }
}

/** A bare name binds; `name[...]` and `name.x` change what the name holds, which counts in nested scopes too. */
function addTargets(target: Cst, add: (node: Cst) => void, isNested: boolean): void {
  const work: Cst[] = [target];
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    if (node.type === 'identifier') {
      if (!isNested) add(node);
    } else if (node.type === 'subscript' || node.type === 'attribute') {
      let base: Cst = node;
      while (base.type === 'subscript' || base.type === 'attribute') base = base.children[0]!;
      if (base.type === 'identifier') add(base);
    } else {
      work.push(...node.children);
    }
  }
}
