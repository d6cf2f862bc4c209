// SPDX-License-Identifier: Apache-2.0
// Asks for a task's arguments: one step for each parameter, with Back, the last value first, files to pick, and the
// value checked while it is typed. What is asked for is what `weft run --arg NAME=` takes, so both mean the same.

import * as path from 'node:path';
import * as vscode from 'vscode';

export interface FormParameter {
  readonly name: string;
  /** The default as written in the file; without one the task cannot run before the parameter has a value. */
  readonly defaultText?: string;
  /** A type known from a hint or an earlier run, for the placeholder. */
  readonly typeText?: string;
}

/** Parameter name to value text: a Python literal, `@file.npy`, `@file.npz:key` or `remote:PATH.npy`. */
export type ArgumentTexts = Readonly<Record<string, string>>;

export interface FormRules {
  /** Why `text` is no value, or undefined when it is one. */
  check(text: string): string | undefined;
  /** The arrays in an .npz file. */
  keysOf(file: string): Promise<readonly string[]>;
}

type Answer =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'back' }
  | { readonly kind: 'cancel' };

interface ValueItem extends vscode.QuickPickItem {
  readonly text?: string;
  readonly action?: 'file' | 'remote';
}

/** Asks for each parameter in turn. Undefined when the user leaves. */
export async function askArguments(
  title: string,
  parameters: readonly FormParameter[],
  last: ArgumentTexts,
  rules: FormRules,
): Promise<ArgumentTexts | undefined> {
  const values: Record<string, string> = {};
  for (let step = 0; step < parameters.length; ) {
    const parameter = parameters[step]!;
    const known = values[parameter.name] ?? last[parameter.name];
    const answer = await askValue(title, parameter, known, rules, step, parameters.length);
    if (answer.kind === 'cancel') return undefined;
    if (answer.kind === 'back') step--;
    else {
      values[parameter.name] = answer.text;
      step++;
    }
  }
  return values;
}

/** Shows all parameters with their values; any can be changed before the run starts. */
export async function editArguments(
  title: string,
  parameters: readonly FormParameter[],
  last: ArgumentTexts,
  rules: FormRules,
): Promise<ArgumentTexts | undefined> {
  const values: Record<string, string> = { ...last };
  for (;;) {
    const missing = parameters.filter(
      ({ name, defaultText }) => values[name] === undefined && defaultText === undefined,
    );
    const items: (vscode.QuickPickItem & { parameter?: FormParameter })[] = [
      ...(missing.length === 0
        ? [{ label: '$(play) Run', detail: callText(title, parameters, values), alwaysShow: true }]
        : []),
      ...(missing.length === 0 ? [{ label: 'Arguments', kind: vscode.QuickPickItemKind.Separator }] : []),
      ...parameters.map((parameter) => ({
        label: `$(symbol-parameter) ${parameter.name}`,
        description: describe(parameter, values[parameter.name]),
        parameter,
      })),
    ];
    const chosen = await vscode.window.showQuickPick(items, {
      title: `Run ${title}`,
      placeHolder:
        missing.length === 0 ? 'Run, or choose an argument to change' : `Give ${missing[0]!.name} a value first`,
      ignoreFocusOut: true,
    });
    if (chosen === undefined) return undefined;
    if (chosen.parameter === undefined) return values;
    const { parameter } = chosen;
    const answer = await askValue(title, parameter, values[parameter.name], rules, 1, 0);
    if (answer.kind !== 'value') continue;
    if (answer.text === '' && parameter.defaultText !== undefined) delete values[parameter.name];
    else values[parameter.name] = answer.text;
  }
}

function describe(parameter: FormParameter, value: string | undefined): string {
  if (value !== undefined) return shortText(value);
  return parameter.defaultText === undefined ? 'needs a value' : `${parameter.defaultText} (default)`;
}

function callText(title: string, parameters: readonly FormParameter[], values: ArgumentTexts): string {
  const given = parameters.flatMap(({ name }) =>
    values[name] === undefined ? [] : [`${name}=${shortText(values[name])}`],
  );
  return `${title}(${given.join(', ')})`;
}

function shortText(value: string): string {
  if (value.startsWith('@')) return `@${path.basename(value.slice(1))}`;
  return value.length > 40 ? `${value.slice(0, 38)}…` : value;
}

function askValue(
  title: string,
  parameter: FormParameter,
  known: string | undefined,
  rules: FormRules,
  step: number,
  count: number,
): Promise<Answer> {
  const pick = vscode.window.createQuickPick<ValueItem>();
  pick.title = `${title}: ${parameter.name}`;
  if (count > 1) {
    pick.step = step + 1;
    pick.totalSteps = count;
  }
  const type = parameter.typeText ? ` (${parameter.typeText})` : '';
  pick.placeholder = `${parameter.name}${type}: type a value such as ${exampleOf(parameter.typeText)}, or choose a file`;
  pick.ignoreFocusOut = true;
  if (step > 0) pick.buttons = [vscode.QuickInputButtons.Back];
  const itemsFor = (typed: string): ValueItem[] => [
    ...(typed === '' ? [] : [typedItem(typed, rules.check(typed))]),
    ...(known === undefined || known === typed
      ? []
      : [{ label: `$(history) ${shortText(known)}`, description: 'last value', text: known, alwaysShow: true }]),
    ...(parameter.defaultText === undefined || typed !== ''
      ? []
      : [{ label: `$(discard) ${parameter.defaultText}`, description: 'default', text: '', alwaysShow: true }]),
    { label: '$(file-binary) Choose an .npy, .npz or .json file…', action: 'file' as const, alwaysShow: true },
    { label: '$(remote) Use a file on the target…', action: 'remote' as const, alwaysShow: true },
  ];
  pick.items = itemsFor('');
  return new Promise<Answer>((resolve) => {
    let isLeaving = false;
    const finish = (answer: Answer) => {
      isLeaving = true;
      resolve(answer);
      pick.dispose();
    };
    pick.onDidChangeValue((typed) => {
      pick.items = itemsFor(typed.trim());
    });
    pick.onDidTriggerButton(() => finish({ kind: 'back' }));
    pick.onDidHide(() => {
      if (!isLeaving) finish({ kind: 'cancel' });
    });
    pick.onDidAccept(async () => {
      const item = pick.selectedItems[0];
      if (item?.text !== undefined) return finish({ kind: 'value', text: item.text });
      if (item?.action === undefined) return; // A value that is not valid stays to be corrected.
      isLeaving = true;
      pick.hide();
      const text = item.action === 'file' ? await chooseFile(parameter, rules) : await chooseRemote(parameter);
      pick.dispose();
      // Leaving the file dialog returns to the question.
      resolve(text === undefined ? askValue(title, parameter, known, rules, step, count) : { kind: 'value', text });
    });
    pick.show();
  });
}

/** Values as they are typed, by how a type begins. */
const EXAMPLES: readonly (readonly [RegExp, string])[] = [
  [/^(dict|Dict|Mapping)\b/, '{"key": 1.0}'],
  [/^(list|List|Sequence)\[tuple/i, '[(1, 2.0), (3, 4.0)]'],
  [/^(tuple|Tuple)\b/, '(1, 2)'],
  [/^(set|Set)\b/, '{1, 2}'],
  [/^str\b/, '"text"'],
  [/^bool\b/, 'True'],
  [/^int\b/, '100'],
  [/^float\b/, '0.5'],
  [/array|list|\[/i, '[1.0, 2.0]'],
];

function exampleOf(type = ''): string {
  return EXAMPLES.find(([start]) => start.test(type))?.[1] ?? '0.5 or [1.0, 2.0]';
}

function typedItem(typed: string, problem: string | undefined): ValueItem {
  return problem === undefined
    ? { label: `$(check) ${typed}`, description: 'use this value', text: typed, alwaysShow: true }
    : { label: `$(error) ${typed}`, detail: problem, alwaysShow: true };
}

async function chooseFile(parameter: FormParameter, rules: FormRules): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showOpenDialog({
    title: `Value of ${parameter.name}`,
    openLabel: 'Use File',
    filters: { 'Arrays and JSON': ['npy', 'npz', 'json'] },
    ...(folder ? { defaultUri: folder } : {}),
  });
  const file = chosen?.[0]?.fsPath;
  if (file === undefined) return undefined;
  if (!file.endsWith('.npz')) return `@${file}`;
  const keys = await rules.keysOf(file);
  const key =
    keys.length === 1
      ? keys[0]
      : await vscode.window.showQuickPick([...keys], {
          title: `Array of ${path.basename(file)} for ${parameter.name}`,
        });
  return key === undefined ? undefined : `@${file}:${key}`;
}

async function chooseRemote(parameter: FormParameter): Promise<string | undefined> {
  const file = await vscode.window.showInputBox({
    title: `File on the target for ${parameter.name}`,
    prompt: 'Absolute path of an .npy file on the target; it is never copied here',
    placeHolder: '/scratch/me/field.npy',
    ignoreFocusOut: true,
    validateInput: (text) => (/\.npy$/.test(text.trim()) ? undefined : 'Give the path of an .npy file'),
  });
  return file === undefined ? undefined : `remote:${file.trim()}`;
}
