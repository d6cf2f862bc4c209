// SPDX-License-Identifier: Apache-2.0
// How a program sets what NumPy warns of: `np.errstate`, `np.seterr` and the filters of `warnings`. Silence is compiled; what
// turns warnings into errors is refused.

import { qualifiedName } from '../../names/module-scope';
import { ALL_SILENT, SILENT, setSilenced, silenced } from '../../numpy/warning-state';
import type { CallExpr, Expr, WithStmt } from '../../syntax/ast';
import type { FunctionLowering } from '../program/function';
import { lowerPrintOptions } from '../text/print-options';

/** The flags after a call, why it is refused, or undefined for another call. */
type Setting = { readonly flags: number } | { readonly refused: string } | undefined;

const FLAGS: Readonly<Record<string, number>> = {
  all: SILENT.divide | SILENT.over | SILENT.invalid,
  divide: SILENT.divide,
  over: SILENT.over,
  invalid: SILENT.invalid,
  under: 0,
};

function settingOf(fn: FunctionLowering, call: CallExpr, before: number): Setting {
  const found = qualifiedName(fn.program.scope, call.func);
  const name = found && `${found.module}.${found.name}`;
  if (name === 'numpy.errstate' || name === 'numpy.seterr') return errorState(call, before);
  if (name === 'warnings.filterwarnings' || name === 'warnings.simplefilter') return filter(call, before);
  if (name === 'warnings.resetwarnings') return { flags: before & ~SILENT.warnings };
  return undefined;
}

/** `all` comes first, whatever the order in the text. */
function errorState(call: CallExpr, before: number): Setting {
  const keywords: readonly { readonly name?: string | undefined; readonly value: Expr }[] = [
    ...call.args.map((value, i) => ({ name: ['all', 'divide', 'over', 'under', 'invalid'][i] ?? '', value })),
    ...call.keywords,
  ];
  let flags = before;
  for (const wanted of [true, false]) {
    for (const { name, value } of keywords) {
      if ((name === 'all') !== wanted) continue;
      const bits = FLAGS[name ?? ''];
      if (bits === undefined || (value.kind !== 'Str' && value.kind !== 'None'))
        return { refused: 'its effects are unknown' };
      if (value.kind === 'None') continue;
      if (value.value === 'ignore') flags |= bits;
      else if (value.value === 'warn') flags &= ~bits;
      else return { refused: 'it turns warnings into errors or calls, which compiled code has none of' };
    }
  }
  return { flags };
}

/** A filter for all texts and for RuntimeWarning silences; one for other categories or single texts changes nothing here. */
function filter(call: CallExpr, before: number): Setting {
  const isSimple = call.func.kind === 'Attribute' ? call.func.attr === 'simplefilter' : false;
  const given = (name: string, place: number) =>
    call.keywords.find((keyword) => keyword.name === name)?.value ?? call.args[place];
  const action = given('action', 0);
  if (action?.kind !== 'Str') return { refused: 'its action is unknown' };
  if (action.value === 'error') return { refused: 'it turns warnings into errors, which compiled code has none of' };
  const category = given('category', isSimple ? 1 : 2);
  const isOther =
    category !== undefined && !(category.kind === 'Name' && /^(RuntimeWarning|Warning)$/.test(category.id));
  const message = isSimple ? undefined : given('message', 1);
  if (isOther || (message !== undefined && !(message.kind === 'Str' && message.value === ''))) return { flags: before };
  return { flags: action.value === 'ignore' ? ALL_SILENT : 0 };
}

/** `np.seterr(...)` and filters as statements; false for other calls. */
export function lowerWarningSetting(fn: FunctionLowering, expr: Expr): boolean {
  if (expr.kind !== 'Call') return false;
  const setting = settingOf(fn, expr, silenced(fn));
  if (!setting) return false;
  if ('refused' in setting) {
    const found = qualifiedName(fn.program.scope, expr.func)!;
    fn.report('WEFT215', expr.range, {
      module: found.module,
      name: found.name,
      reason: setting.refused,
      instead: 'Use `"ignore"`, and test the values with `np.isfinite`',
    });
  } else setSilenced(fn, expr.range, setting.flags);
  return true;
}

/** What the module itself sets, before its tasks run: warnings, and how arrays are printed. */
export function lowerModuleSettings(fn: FunctionLowering): void {
  for (const call of fn.program.scope.calls) if (!lowerPrintOptions(fn, call)) lowerWarningSetting(fn, call);
}

/** The flags inside of `with np.errstate(...)` or `with warnings.catch_warnings(...)`; a reason where it is refused. */
export function settingOfWith(fn: FunctionLowering, item: WithStmt['items'][number]): Setting {
  if (item.kind !== 'Call') return undefined;
  const found = qualifiedName(fn.program.scope, item.func);
  if (found?.module === 'numpy' && found.name === 'errstate') return settingOf(fn, item, silenced(fn));
  if (found?.module !== 'warnings' || found.name !== 'catch_warnings') return undefined;
  if (item.keywords.some((keyword) => keyword.name === 'action')) return filter(item, silenced(fn));
  return item.args.length === 0 ? { flags: silenced(fn) } : { refused: 'its effects are unknown' };
}
