// SPDX-License-Identifier: Apache-2.0
// `weft check`: what of a file cannot be compiled. `weft graph`: the task graph of one function as text.

import path from 'node:path';
import { analyse } from '../../../../language-server/src/core/analyse';
import type { Diagnostic } from '../../../../language-server/src/core/diagnostics/diagnostic';
import { printGraph } from '../../../../language-server/src/core/graph/print';
import type { ParameterType, UnreadableFile } from '../../../../language-server/src/core/lower/signature';
import { describeFile, isRelative, RELATIVE_REASON } from '../../cluster/data-files';
import { EXIT, type Exit, messageOf } from '../../net/error';
import type { CliContext } from '../context';
import { renderDiagnostic, summaryLine } from '../diagnostics-text';
import { dataFolder, isRefused, prepare } from '../execute';
import { type Options, onlyPositional } from '../options';
import { hasErrors, loadProgram, type Program } from '../program';

export async function check(context: CliContext, options: Options): Promise<Exit> {
  const file = onlyPositional(options, 'the file', 'weft check program.py');
  const program = await loadProgram(file, context.cwd, context.distFolder);
  const diagnostics = await findDiagnostics(context, options, program);
  if (options.flag('json')) context.terminal.out(JSON.stringify({ diagnostics: diagnostics.map(diagnosticJson) }));
  else {
    printDiagnostics(context, program, diagnostics);
    if (diagnostics.length === 0)
      context.terminal.note(
        `${file}: ${program.tasks.length} task${program.tasks.length === 1 ? '' : 's'}, nothing to complain about`,
      );
    else context.terminal.note(summaryLine(diagnostics));
  }
  return hasErrors(diagnostics) ? EXIT.refused : EXIT.done;
}

/** Asks the target for the files that the tasks read, when there are any. */
async function findDiagnostics(
  context: CliContext,
  options: Options,
  program: Program,
): Promise<readonly Diagnostic[]> {
  const file = path.basename(program.absolute);
  const session = () => context.session(options);
  const folder = dataFolder(context, options);
  const known = { files: new Map<string, ParameterType>(), unreadable: new Map<string, UnreadableFile>() };
  for (;;) {
    const data = { ...known, stamp: '', knowsSizes: true, ...(folder === undefined ? {} : { folder }) };
    const { diagnostics, loads } = analyse(program.parsed, { file, data });
    // The type of one file may lead to the next.
    const more = loads.filter((place) => !known.files.has(place) && !known.unreadable.has(place));
    if (more.length === 0) return diagnostics;
    const { target } = session();
    try {
      const connection = await session().connection();
      for (const place of more) {
        const found = isRelative(place)
          ? { reason: RELATIVE_REASON }
          : await describeFile(connection, place, target.name);
        if (found.type !== undefined) known.files.set(place, found.type);
        else known.unreadable.set(place, { target: target.name, reason: found.reason ?? 'the target does not answer' });
      }
    } catch (error) {
      context.terminal.note(`weft: types of data files are not known: ${messageOf(error)}`);
      return diagnostics;
    }
  }
}

export async function graph(context: CliContext, options: Options): Promise<Exit> {
  const argument = onlyPositional(options, 'the function', 'weft graph program.py:function');
  const prepared = await prepare(context, options, argument, () => context.session(options));
  printDiagnostics(context, prepared.program, prepared.compiled.diagnostics);
  if (isRefused(prepared) || prepared.compiled.graph === undefined) return EXIT.refused;
  context.terminal.out(printGraph(prepared.compiled.graph));
  return EXIT.done;
}

/** Positions count from 0, as in the Language Server Protocol. */
export function diagnosticJson(diagnostic: Diagnostic): object {
  const { code, severity, message, help, range } = diagnostic;
  return {
    code,
    severity,
    message,
    help,
    range: {
      start: { line: range.startLine, character: range.startColumn },
      end: { line: range.endLine, character: range.endColumn },
    },
  };
}

/** What `--json` prints for a program that was refused. */
export function refusalJson(diagnostics: readonly Diagnostic[]): object {
  return { state: 'refused', diagnostics: diagnostics.map(diagnosticJson) };
}

export function printDiagnostics(context: CliContext, program: Program, diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics)
    context.terminal.note(renderDiagnostic(diagnostic, program.file, program.source));
}
