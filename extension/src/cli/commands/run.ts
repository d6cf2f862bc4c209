// SPDX-License-Identifier: Apache-2.0
// `weft run`: compile, submit, wait, show.

import path from 'node:path';
import { EXIT, type Exit } from '../../net/error';
import { readProfile } from '../../profile/load';
import { renderPlan } from '../../profile/plan';
import type { CliContext } from '../context';
import { finish, isRefused, onOption, prepare, submit } from '../execute';
import { type Options, onlyPositional } from '../options';
import { exitOf, failureText, jsonReport, printResults } from '../report';
import { printDiagnostics, refusalJson } from './check';

export async function run(context: CliContext, options: Options): Promise<Exit> {
  const argument = onlyPositional(options, 'the program', 'weft run program.py:function');
  const session = context.session(options);
  const isJson = options.flag('json');
  const prepared = await prepare(context, options, argument, () => session);
  printDiagnostics(context, prepared.program, prepared.compiled.diagnostics);
  if (isRefused(prepared)) {
    if (isJson) context.terminal.out(JSON.stringify(refusalJson(prepared.compiled.diagnostics)));
    return EXIT.refused;
  }
  options.count('repeat', 1);
  const job = await submit(context, options, prepared, session);
  if (options.flag('detach')) {
    context.terminal.note(
      `job ${job} goes on by itself: \`weft fetch ${job}${onOption(session)}\` waits for it and gets its results`,
    );
    context.terminal.out(isJson ? JSON.stringify({ job, state: 'queued' }) : job);
    return EXIT.done;
  }
  const out = options.value('out');
  const folder = out === undefined ? context.resultsFolder(job) : path.resolve(context.cwd, out);
  const show = (text: string) => (options.flag('json') ? context.terminal.note(text) : context.terminal.raw(text));
  const finished = await finish(context, session, job, folder, prepared.timing, show);
  if (isJson) context.terminal.out(JSON.stringify(jsonReport(finished, prepared.timing)));
  else printResults(context, finished, prepared.timing, out === undefined ? folder : undefined);
  if (options.flag('explain') && finished.profile !== undefined) {
    const model = await readProfile(finished.profile);
    if (model.ok) show(renderPlan(model, prepared.program.source));
    else context.terminal.note(`no plan: ${model.message}`);
  }
  if (finished.outcome.state !== 'done') {
    context.terminal.note(failureText(finished, prepared.program.file, prepared.program.source, onOption(session)));
  }
  return exitOf(finished);
}
