// SPDX-License-Identifier: Apache-2.0
// Classes whose objects hold others of their class, directly or through others: all of their attributes are variables,
// which lists of the whole program hold.

import { attributeTargets, type ClassInfo, scanInit, selfOf, setterOf } from './classes';

export function rootClass(info: ClassInfo): ClassInfo {
  return info.base ? rootClass(info.base) : info;
}

/** The classes, of which those derived from `roots` are stored. */
export function storedClasses(
  classes: ReadonlyMap<string, ClassInfo>,
  roots: ReadonlySet<string>,
): ReadonlyMap<string, ClassInfo> {
  const result = new Map<string, ClassInfo>();
  for (const [name, info] of classes) {
    const base = info.base && (result.get(info.base.name) ?? info.base);
    if (!roots.has(rootClass(info).name) || info.display) {
      result.set(name, info);
      continue;
    }
    const variables = new Set([...info.variables, ...(base?.variables ?? []), ...info.fields.map((each) => each.name)]);
    const setters = [...info.setters.values()].map((decl) => ({ decl, form: 'method' as const }));
    for (const { decl, form } of [...info.methods.values(), ...setters]) {
      const self = form === 'static' || form === 'class' ? undefined : selfOf(decl);
      for (const { base: object, attr } of attributeTargets(decl.body))
        if (object.kind === 'Name' && object.id === self && !setterOf(info, attr)) variables.add(attr);
    }
    const own = { ...info, base, variables: new Set([...variables].sort()) };
    const initialised = new Set<string>();
    scanInit(own, own, own.variables, initialised);
    result.set(name, { ...own, initialised });
  }
  return result;
}
