// SPDX-License-Identifier: Apache-2.0
// What the target says of the data files that open documents read. The editor's client is asked in the background; until
// it answers, and where it cannot, types stay unknown.

import { fileURLToPath } from 'node:url';
import type { KnownFiles } from '../core/analyse';
import type { FileDescription, ParameterType, UnreadableFile } from '../core/lower/signature';
import type { DataFilesParams, DescribeFilesResult } from './protocol';

/** A name that is being typed is not asked for letter by letter. */
const ASK_DELAY_MS = 200;
/** More than that are not kept when no document reads them. */
const MAX_KEPT = 200;

export interface DataFilesOptions {
  readonly ask: (places: readonly string[]) => Promise<DescribeFilesResult>;
  /** Something that documents depend on is another now. */
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
  readonly delayMs?: number;
}

export class DataFiles {
  private readonly known = new Map<string, FileDescription>();
  private readonly asked = new Set<string>();
  private readonly reads = new Map<string, readonly string[]>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private context: DataFilesParams | undefined;
  private target = '';
  private generation = 0;
  private files: Omit<KnownFiles, 'folder' | 'stamp'> = { knowsSizes: true };
  private stamp = 0;

  constructor(private readonly options: DataFilesOptions) {}

  of(uri: string): KnownFiles {
    const folder = this.context?.startAtDocument === true ? folderOf(uri) : undefined;
    const stamp = `${this.stamp} ${folder ?? ''}`;
    return { ...this.files, stamp, ...(folder === undefined ? {} : { folder }) };
  }

  /** A document reads these files: those that nobody asked for yet are asked for. */
  need(uri: string, places: readonly string[]): void {
    clearTimeout(this.timers.get(uri));
    this.timers.delete(uri);
    this.reads.set(uri, places);
    if (this.context === undefined || places.every((place) => this.asked.has(place))) return;
    const timer = setTimeout(() => this.ask(uri), this.options.delayMs ?? ASK_DELAY_MS);
    this.timers.set(uri, timer);
  }

  /** The client says that files, or the target, may be others. What is known stays until the answers come. */
  refresh(context: DataFilesParams): void {
    const isOther = context.isOther || this.context === undefined;
    this.context = context;
    this.generation++;
    this.asked.clear();
    if (isOther) this.known.clear();
    if (isOther) this.renew();
    for (const [uri, places] of this.reads) this.need(uri, places);
  }

  /** A document was opened or saved: its files are looked at again. */
  recheck(uri: string): void {
    const places = this.reads.get(uri) ?? [];
    for (const place of places) this.asked.delete(place);
    this.need(uri, places);
  }

  close(uri: string): void {
    clearTimeout(this.timers.get(uri));
    this.timers.delete(uri);
    for (const place of this.reads.get(uri) ?? []) this.asked.delete(place);
    this.reads.delete(uri);
  }

  private ask(uri: string): void {
    this.timers.delete(uri);
    const places = (this.reads.get(uri) ?? []).filter((place) => !this.asked.has(place));
    if (places.length === 0) return;
    for (const place of places) this.asked.add(place);
    const { generation } = this;
    this.options
      .ask(places)
      .then((answer) => {
        if (generation === this.generation) this.learn(places, answer);
      })
      .catch((error: unknown) => this.options.failed(error));
  }

  private learn(places: readonly string[], { target, files }: DescribeFilesResult): void {
    let isNew = this.target !== target;
    this.target = target;
    for (const [index, place] of places.entries()) {
      const found = files[index];
      // A target that is not reached now may be later: what it said before still holds.
      if (found?.type === undefined && found?.reason === undefined) continue;
      isNew ||= JSON.stringify(found) !== JSON.stringify(this.known.get(place));
      this.known.set(place, found);
    }
    if (!isNew) return;
    this.forgetUnread();
    this.renew();
  }

  private forgetUnread(): void {
    if (this.known.size <= MAX_KEPT) return;
    const read = new Set([...this.reads.values()].flat());
    for (const place of this.known.keys()) if (!read.has(place)) this.known.delete(place);
  }

  private renew(): void {
    const files = new Map<string, ParameterType>();
    const unreadable = new Map<string, UnreadableFile>();
    for (const [place, { type, reason }] of this.known) {
      if (type !== undefined) files.set(place, type);
      else if (reason !== undefined) unreadable.set(place, { target: this.target, reason });
    }
    this.files = { knowsSizes: true, files, unreadable };
    this.stamp++;
    this.options.changed();
  }
}

function folderOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(new URL('.', uri)) : undefined;
  } catch {
    return undefined;
  }
}
