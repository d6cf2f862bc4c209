// SPDX-License-Identifier: Apache-2.0
// Values of the module are computed where the entry begins, and go as arguments to the functions that read them.
// Before, each function that reads one calls its function at its own start.

import type { GraphFunction, Node, Region, Type, ValueId } from './graph';

type Index = number;

function visitCalls(region: Region, visit: (node: Node) => void): void {
  for (const node of region.nodes) {
    if (node.op === 'call') visit(node);
    for (const inner of node.regions ?? []) visitCalls(inner, visit);
  }
}

/** For each function the module values that it needs, its callees included, each after those it is computed from. */
function findNeeds(functions: readonly GraphFunction[], isValue: ReadonlySet<Index>): Set<Index>[] {
  const callees = functions.map(({ body }) => {
    const found = new Set<Index>();
    visitCalls(body, (node) => found.add(node.callee!));
    return found;
  });
  return functions.map((_, start) => {
    const needs = new Set<Index>();
    const seen = new Set<Index>([start]);
    const visit = (index: Index): void => {
      for (const callee of callees[index]!) {
        if (!seen.has(callee)) {
          seen.add(callee);
          visit(callee);
        }
        if (isValue.has(callee)) needs.add(callee);
      }
    };
    visit(start);
    return needs;
  });
}

/** `values`: the functions that compute a value of the module, or all parts of one. */
export function passModuleValues(
  functions: readonly GraphFunction[],
  values: ReadonlySet<Index>,
): readonly GraphFunction[] {
  if (values.size === 0) return functions;
  const needs = findNeeds(functions, values);
  return functions.map((fn, index) => {
    const own = new Map<Index, Node>();
    const isOwn = (node: Node) => node.op === 'call' && values.has(node.callee!);
    for (const node of fn.body.nodes) if (isOwn(node)) own.set(node.callee!, node);
    const types = [...fn.values];
    let unknown = lastUnknown(types);
    const parameters = [...fn.parameters];
    const ids = new Map<Index, readonly ValueId[]>();
    const idsOf = (value: Index): readonly ValueId[] =>
      own.get(value)?.results ??
      functions[value]!.results.map((type) => {
        const sizes = type.kind === 'array' ? { dims: type.dims.map(() => `?${++unknown}`) } : {};
        types.push({ ...type, ...sizes } as (typeof types)[number]);
        return types.length - 1;
      });
    for (const value of needs[index]!) ids.set(value, idsOf(value));
    const given = (callee: Index) => [...needs[callee]!].flatMap((value) => ids.get(value)!);
    const passed = (region: Region): Region => ({
      ...region,
      nodes: region.nodes.filter((node) => !isOwn(node)).map(withArguments),
    });
    const withArguments = (node: Node): Node => ({
      ...node,
      ...(node.op === 'call' ? { operands: [...node.operands, ...given(node.callee!)] } : {}),
      ...(node.regions ? { regions: node.regions.map(passed) } : {}),
    });
    const body = passed(fn.body);
    const names = new Set([...parameters, ...fn.variables].map(({ name }) => name));
    const start: Node[] = [];
    for (const [value, results] of ids) {
      const { name, range } = functions[value]!;
      if (index === 0) start.push({ op: 'call', range, operands: given(value), results: [...results], callee: value });
      else for (const id of results) parameters.push({ name: freeName(name, names), value: id });
    }
    return { ...fn, values: types, parameters, body: { ...body, nodes: [...start, ...body.nodes] } };
  });
}

/** The highest number of a size that nobody knows: `?3` gives 3. */
function lastUnknown(types: readonly Type[]): number {
  const numbers = types.flatMap((type) =>
    type.kind === 'array'
      ? type.dims.flatMap((dim) => [...dim.matchAll(/\?(\d+)/g)].map((found) => Number(found[1])))
      : [],
  );
  return Math.max(0, ...numbers);
}

function freeName(name: string, names: Set<string>): string {
  let free = name;
  for (let i = 1; names.has(free); i++) free = `${name}_${i}`;
  names.add(free);
  return free;
}
