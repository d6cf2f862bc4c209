// SPDX-License-Identifier: Apache-2.0
// The type of an attribute that changes: one for each attribute of a class, in the whole program. At run time each object
// has a list for it, which is empty until the attribute is set.

import type { Type } from '../graph/graph';
import { type ItemConflict, itemLeaves, ListCell, type ListType, textOfItem } from './lists';
import { attributeTemplate, mergeAny } from './merging';
import type { Value } from './value';

export class AttributeCell extends ListCell {
  override readonly isOpen = true;
  private held: Value | undefined;

  override get item(): Value | undefined {
    return this.held;
  }

  override put(value: Value): ItemConflict | undefined {
    if (value.kind === 'unknown') return undefined;
    const made = attributeTemplate(value);
    if (!made) return { first: this.held ?? value, second: value };
    const joined = this.held ? mergeAny(this.held, made) : made;
    if (!joined) return { first: this.held!, second: made };
    if (!this.held || textOfItem(joined) !== textOfItem(this.held)) this.clock.changes++;
    this.held = joined;
    return undefined;
  }

  override setPlain(): void {}

  /** The types of its values at run time. What is known while compiling has none: then a truth says that it is set. */
  get leaves(): readonly Type[] {
    const types = this.held ? itemLeaves(this.held).map((leaf) => leaf.type) : [];
    return this.held && types.length === 0 ? [{ kind: 'bool' }] : types;
  }

  override type(): ListType {
    return { kind: 'list', items: this.leaves };
  }
}
