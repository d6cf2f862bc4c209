// SPDX-License-Identifier: Apache-2.0
// The dictionaries of functions with a cache: made once for a run, and the same in all functions.

import type { FunctionBuilder, GraphBuilder } from '../../graph/builder';
import type { SourceRange } from '../../graph/graph';
import { ListSites } from '../../types/list-sites';
import type { ListClock, TableValue } from '../../types/lists';
import { tableValue } from '../tables/values';
import type { FunctionLowering } from './function';

export class Memos {
  private readonly sites: ListSites;
  private readonly builders = new Map<string, FunctionBuilder>();
  private readonly known = new WeakMap<FunctionLowering, Map<string, TableValue>>();

  constructor(
    private readonly clock: ListClock,
    private readonly graph: GraphBuilder,
  ) {
    this.sites = new ListSites(clock);
  }

  /** Those that nothing is put into may hold anything. */
  settle(): boolean {
    return this.sites.settle();
  }

  tableOf(fn: FunctionLowering, name: string, range: SourceRange): TableValue {
    const site = this.sites.named(name);
    // All functions share its types: they are read again where those change.
    this.clock.isOpen = true;
    site.isRuntime = true;
    const { cell } = site;
    const { graph } = fn;
    if (!graph) return tableValue(cell, 'dict');
    const own = this.known.get(fn) ?? new Map<string, TableValue>();
    this.known.set(fn, own);
    let value = own.get(name);
    if (!value) {
      const type = tableValue(cell, 'dict').list.type();
      let builder = this.builders.get(name);
      if (!builder) {
        builder = this.graph.addFunction(name.replace(/@/g, '_'), range);
        const id = builder.emit('list_new', [], type, range);
        builder.return([id], range);
        builder.setResults([type]);
        this.builders.set(name, builder);
      }
      value = tableValue(cell, 'dict', graph.moduleValue(builder, type, range));
      own.set(name, value);
    }
    return value;
  }
}
