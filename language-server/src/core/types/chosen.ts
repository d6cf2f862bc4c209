// SPDX-License-Identifier: Apache-2.0
// Functions, classes and element types as items of lists and dictionaries: each is one of those that the run chooses from,
// by a tag, also where it is alone. With a function go the values that it took along.

import { isLive, joinClosures, mapClosure, valuesOfClosure } from './closures';
import { textOfItem } from './lists';
import { attributeTemplate, mergeAny } from './merging';
import { codeOf, unionOf } from './unions';
import { typeText, type Value } from './value';

/** The type of such an item; undefined where it reads names that may change. */
export function chosenTemplate(value: Value): Value | undefined {
  if (value.kind !== 'function' || !value.closure) return unionOf([value]);
  if (isLive(value)) return undefined;
  let isHeld = true;
  const closure = mapClosure(value.closure, (each) => {
    const made = attributeTemplate(each);
    isHeld &&= made !== undefined;
    return made ?? each;
  });
  return isHeld ? unionOf([{ ...value, closure }]) : undefined;
}

/** Two of one code. */
export function mergeChosen(a: Value, b: Value): Value | undefined {
  if (a.kind !== b.kind || typeText(a) !== typeText(b)) return undefined;
  if (a.kind !== 'function' || b.kind !== 'function' || !a.closure) return a;
  return joinClosures(a, b, (x, y) => mergeAny(x, y));
}

export function chosenText(item: Value): string {
  const values = item.kind === 'function' ? valuesOfClosure(item.closure).map(textOfItem) : [];
  return `${codeOf(item)}(${values.join(', ')})`;
}
