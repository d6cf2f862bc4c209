// SPDX-License-Identifier: Apache-2.0
// The requests that only Weft's own client makes. Pure over the documents' state.

import { Buffer } from 'node:buffer';
import type { TaskInfo } from '../core/analyse';
import type { Diagnostic } from '../core/diagnostics/diagnostic';
import { printGraph } from '../core/graph/print';
import type { CallSignature } from '../core/lower/signature';
import type { FunctionDecl } from '../core/syntax/ast';
import { makeTaskEdits, removeTaskEdits } from '../ide/task-edits';
import { encodeGraph } from '../wire/encode';
import { toLspEdit, toProblem } from './convert';
import type { Documents, DocumentText } from './documents';
import type {
  AnalyseResult,
  ArgumentType,
  EncodeGraphResult,
  FileType,
  FunctionSummary,
  GraphResult,
  ParameterSummary,
  Problem,
  TaskEditsResult,
} from './protocol';

export class WeftRequests {
  /** The types of each function's last call, by URI and name. */
  private readonly lastCalls = new Map<string, CallSignature>();

  constructor(private readonly documents: Documents) {}

  analyse(document: DocumentText): AnalyseResult {
    const { module } = this.documents.parsed(document);
    const functions = module.functions.flatMap((fn): FunctionSummary[] => {
      const isHidden = module.functions.some(
        (other) => other.name === fn.name && other.range.startLine > fn.range.startLine,
      );
      const task = isHidden ? undefined : this.documents.describe(document, fn.name);
      return task === undefined ? [] : [summarise(fn, task)];
    });
    return { functions };
  }

  graph(document: DocumentText, name: string, parameters: readonly ArgumentType[] | undefined): GraphResult {
    const known = this.lastCalls.get(`${document.uri}#${name}`);
    const signature = parameters === undefined ? known : toSignature(parameters);
    const analysis = this.documents.analyseCall(document, name, signature);
    if (analysis.graph !== undefined) return printGraph(analysis.graph);
    const errors = analysis.diagnostics.filter((item) => item.severity === 'error');
    if (errors.length > 0) return [`# \`${name}\` does not compile.`, ...errors.flatMap(commentLines), ''].join('\n');
    return [
      `# The types of \`${name}\`'s parameters are known only from a call.`,
      '# Run it once, or give them hints such as `a: NDArray[np.float64]` and `n: int`.',
      '',
    ].join('\n');
  }

  encodeGraph(
    document: DocumentText,
    name: string,
    parameters: readonly ArgumentType[],
    files: readonly FileType[] = [],
    folder?: string,
  ): EncodeGraphResult {
    const signature = {
      ...toSignature(parameters),
      files: new Map(files.map(({ path, type }) => [path, type])),
      ...(folder === undefined ? {} : { folder }),
    };
    const analysis = this.documents.analyseCall(document, name, signature);
    const problems = analysis.diagnostics.map(toProblem);
    if (analysis.graph === undefined)
      return { problems: problems.length > 0 ? problems : [unknownTypes(name)], loads: analysis.loads };
    this.lastCalls.set(`${document.uri}#${name}`, signature);
    return { graph: Buffer.from(encodeGraph(analysis.graph)).toString('base64'), problems, loads: analysis.loads };
  }

  taskEdits(document: DocumentText, name: string, change: 'make' | 'remove'): TaskEditsResult {
    const parsed = this.documents.parsed(document);
    const edits = (change === 'make' ? makeTaskEdits(parsed, name) : removeTaskEdits(parsed, name)) ?? [];
    const task = change === 'make' ? this.documents.describe(document, name) : undefined;
    return { edits: edits.map(toLspEdit), problems: (task?.blockers ?? []).map(toProblem) };
  }
}

function toSignature(parameters: readonly ArgumentType[]): CallSignature {
  return { parameters: new Map(parameters.map(({ name, type }) => [name, type])) };
}

function summarise(fn: FunctionDecl, task: TaskInfo): FunctionSummary {
  return {
    name: task.name,
    isTask: task.decoratorRange !== undefined,
    startLine: fn.decorators[0]?.range.startLine ?? fn.range.startLine,
    endLine: fn.range.endLine,
    parameters: task.parameters.map((parameter): ParameterSummary => {
      const typeText = parameter.annotation ?? parameter.type;
      return {
        name: parameter.name,
        ...(parameter.default === undefined ? {} : { defaultText: parameter.default }),
        ...(typeText === undefined ? {} : { typeText }),
      };
    }),
    ...(task.threads === undefined ? {} : { threads: task.threads }),
    compiles: task.compiles,
    problems: task.blockers.map(toProblem),
  };
}

function commentLines({ range, code, message, help }: Diagnostic): string[] {
  return [`# Line ${range.startLine + 1}: ${code} ${message}`, `#   ${help}`];
}

function unknownTypes(name: string): Problem {
  return {
    isError: true,
    line: 0,
    character: 0,
    endLine: 0,
    endCharacter: 0,
    code: 'WEFT200',
    message: `The types of the parameters of \`${name}\` are not known`,
    help: 'Give a value for every parameter without a default',
  };
}
