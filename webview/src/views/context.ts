// SPDX-License-Identifier: Apache-2.0
// What all views share: the profile, the program's text, and the state they show and change.

import type { GroupBy, Interval, ProfileHandle, ProfileSummary } from '../../../native/api';
import type { FromViewer } from '../messages';
import { type Groups, groupSites } from '../model/groups';
import type { View } from '../model/view';

export interface State {
  by: GroupBy;
  view: View;
  /** The interval that tables and charts are about; absent: the whole profile. */
  selection: Interval | undefined;
  /** The group that is singled out: a line or a site, as `by` says. */
  selected: number | undefined;
  /** The group under the pointer in the legend or table. */
  hovered: number | undefined;
}

type Listener = (state: State, changed: ReadonlySet<keyof State>) => void;

export class ViewContext {
  private readonly listeners: Listener[] = [];
  private readonly groupings = new Map<GroupBy, Groups>();

  constructor(
    readonly handle: ProfileHandle,
    readonly summary: ProfileSummary,
    readonly sourceLines: readonly string[],
    readonly send: (message: FromViewer) => void,
    /** Whether the host can open source and save files. */
    readonly hosted: boolean,
    public state: State,
  ) {}

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  set(patch: Partial<State>): void {
    const changed = new Set<keyof State>();
    for (const key of Object.keys(patch) as (keyof State)[]) if (patch[key] !== this.state[key]) changed.add(key);
    if (changed.size === 0) return;
    this.state = { ...this.state, ...patch };
    for (const listener of this.listeners) listener(this.state, changed);
  }

  /** Colours stay those of the whole profile while a selection is explored. */
  groups(by: GroupBy = this.state.by): Groups {
    let groups = this.groupings.get(by);
    if (!groups) {
      groups = groupSites(this.summary, this.handle.table(by), by);
      this.groupings.set(by, groups);
    }
    return groups;
  }

  /** Shows a line in the editor; without a host the detail panel shows it anyway. */
  reveal(line: number): void {
    const site = this.summary.sites.find((candidate) => candidate.range.startLine === line);
    this.send({ type: 'revealLine', file: this.summary.file, line, column: site?.range.startColumn ?? 0 });
  }
}
