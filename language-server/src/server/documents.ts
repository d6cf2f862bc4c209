// SPDX-License-Identifier: Apache-2.0
// The parsed and analysed state of each open document. Parsing is incremental; an analysis is made once for each
// version of a text, when something first asks for it.

import { type Analysis, analyse, analyseCall, type KnownFiles, type TaskInfo } from '../core/analyse';
import { AnalysisCache } from '../core/analysis-cache';
import type { CallSignature } from '../core/lower/signature';
import type { ParsedModule, PythonParser } from '../core/syntax/parser';

export interface DocumentText {
  readonly uri: string;
  readonly version: number;
  getText(): string;
}

interface Entry {
  version: number;
  /** Of the data files that `analysis` and `descriptions` know. */
  stamp: string | undefined;
  parsed: ParsedModule;
  analysis: Analysis | undefined;
  readonly cache: AnalysisCache;
  /** Functions that are no task, described on demand. */
  descriptions: Map<string, TaskInfo | undefined>;
}

/** The base name of a document, as graphs carry it. */
export function baseName(uri: string): string {
  const last = uri.split(/[?#]/)[0]!.split('/').pop() ?? '';
  try {
    return decodeURIComponent(last) || 'untitled.py';
  } catch {
    // An escape that is no UTF-8: the name as it is.
    return last;
  }
}

export class Documents {
  private readonly entries = new Map<string, Entry>();

  /** `dataFiles` says what is known of the files on the target. */
  constructor(
    private readonly parser: PythonParser,
    private readonly dataFiles: (uri: string) => KnownFiles | undefined = () => undefined,
  ) {}

  parsed(document: DocumentText): ParsedModule {
    return this.entry(document).parsed;
  }

  analysis(document: DocumentText): Analysis {
    const entry = this.entry(document);
    entry.analysis ??= analyse(entry.parsed, this.options(document), entry.cache);
    return entry.analysis;
  }

  /** What is known of one function without a call, task or not. */
  describe(document: DocumentText, name: string): TaskInfo | undefined {
    const task = this.analysis(document).tasks.find((item) => item.name === name);
    if (task !== undefined) return task;
    const { descriptions, parsed } = this.entry(document);
    if (!descriptions.has(name)) {
      descriptions.set(name, analyse(parsed, { ...this.options(document), entry: name }).tasks[0]);
    }
    return descriptions.get(name);
  }

  /** One call, from a full parse: what runs never depends on the history of edits. */
  analyseCall(document: DocumentText, entry: string, signature: CallSignature | undefined): Analysis {
    const parsed = this.parser.parse(document.getText());
    try {
      const options = { ...this.options(document), entry };
      return signature === undefined ? analyse(parsed, options) : analyseCall(parsed, { ...options, signature });
    } finally {
      parsed.dispose();
    }
  }

  close(uri: string): void {
    this.entries.get(uri)?.parsed.dispose();
    this.entries.delete(uri);
  }

  private options({ uri }: DocumentText): { readonly file: string; readonly data?: KnownFiles } {
    const data = this.dataFiles(uri);
    return { file: baseName(uri), ...(data === undefined ? {} : { data }) };
  }

  private entry(document: DocumentText): Entry {
    const known = this.entries.get(document.uri);
    const stamp = this.dataFiles(document.uri)?.stamp;
    if (known !== undefined && known.version === document.version) {
      if (known.stamp === stamp) return known;
      const entry = { ...known, stamp, analysis: undefined, descriptions: new Map() };
      this.entries.set(document.uri, entry);
      return entry;
    }
    const parsed = this.parser.parse(document.getText(), known?.parsed);
    known?.parsed.dispose();
    const entry = {
      version: document.version,
      stamp,
      parsed,
      analysis: undefined,
      cache: known?.cache ?? new AnalysisCache(),
      descriptions: new Map(),
    };
    this.entries.set(document.uri, entry);
    return entry;
  }
}
