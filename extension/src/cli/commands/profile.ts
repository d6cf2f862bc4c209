// SPDX-License-Identifier: Apache-2.0
// `weft profile`: what a run did, as text or as a file for another tool.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EXIT, type Exit, messageOf, usageError } from '../../net/error';
import { exportChrome } from '../../profile/export-chrome';
import { exportCsv } from '../../profile/export-csv';
import { exportHtml } from '../../profile/export-html';
import { type ProfileModel, readProfile } from '../../profile/load';
import { renderPlan } from '../../profile/plan';
import { renderReport } from '../../profile/report';
import type { CliContext } from '../context';
import { type Options, onlyPositional } from '../options';

export async function profile(context: CliContext, options: Options): Promise<Exit> {
  const file = onlyPositional(options, 'the profile', 'weft profile profile.weftprof --html profile.html');
  const absolute = path.resolve(context.cwd, file);
  if (!existsSync(absolute))
    throw usageError(`cannot read ${file}: it does not exist`, 'a run prints where its profile is', 'WEFT463');
  const model = await readProfile(absolute);
  if (!model.ok) throw usageError(`${file}: ${model.message}`, model.help, model.code);
  const source = findSource(context, options, model);
  let isExported = false;
  const write = (name: string, make: () => string): void => {
    const target = options.value(name);
    if (target === undefined) return;
    isExported = true;
    let content: string;
    try {
      content = make();
    } catch (error) {
      throw usageError(`cannot export ${file}: ${messageOf(error)}`, 'build or install Weft again', 'WEFT463');
    }
    try {
      writeFileSync(path.resolve(context.cwd, target), content);
    } catch (error) {
      throw usageError(`cannot write ${target}: ${messageOf(error)}`, 'choose another file', 'WEFT463');
    }
    context.terminal.note(`wrote ${target}`);
  };
  write('html', () => exportHtml(readFileSync(absolute), source));
  write('chrome', () => exportChrome(model));
  write('csv', () => exportCsv(model));
  if (options.flag('explain')) {
    context.terminal.out(renderPlan(model, source?.text));
    return EXIT.done;
  }
  if (!isExported)
    context.terminal.out(
      renderReport(model, { columns: context.terminal.columns, ...(source !== undefined && { source: source.text }) }),
    );
  return EXIT.done;
}

/** The program beside the current folder, when it is there: reports then show its lines. */
function findSource(
  context: CliContext,
  options: Options,
  model: ProfileModel,
): { path: string; text: string } | undefined {
  const name = options.value('source') ?? model.summary.file;
  const candidate = path.resolve(context.cwd, name);
  try {
    return { path: candidate, text: readFileSync(candidate, 'utf8') };
  } catch (error) {
    if (options.value('source') !== undefined)
      throw usageError(
        `cannot read ${name}: ${messageOf(error)}`,
        'name the program with `--source FILE.py`',
        'WEFT463',
      );
    return undefined;
  }
}
