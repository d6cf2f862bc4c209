// SPDX-License-Identifier: Apache-2.0
// The edits that make a function a Weft task, and those that take it back. Running both leaves the text as it was
// where the import was added by the first.

import { buildModuleScope } from '../core/names/module-scope';
import { isTaskDecorator } from '../core/names/tasks';
import type * as ast from '../core/syntax/ast';
import type { ParsedModule } from '../core/syntax/parser';
import { applyEdits, deleteLines, insertAt, lineEnding, type TextEdit } from './text-edit';

/** Undefined when the module has no such function, or it is a task already. */
export function makeTaskEdits(parsed: ParsedModule, name: string): TextEdit[] | undefined {
  const scope = buildModuleScope(parsed.module);
  const fn = scope.functions.get(name);
  if (fn === undefined || fn.decorators.some((decorator) => isTaskDecorator(scope, decorator))) return undefined;
  const newline = lineEnding(parsed.text);
  const known = [...scope.imports].find(([, item]) => item.module === 'weft' && isTaskOrModule(item.member));
  const edits: TextEdit[] = [];
  let decorator: string;
  if (known !== undefined) {
    decorator = known[1].member === undefined ? `${known[0]}.task` : known[0];
  } else {
    const isTaken = scope.functions.has('weft') || scope.constants.has('weft') || scope.imports.has('weft');
    const alias = isTaken ? '_weft' : 'weft';
    decorator = `${alias}.task`;
    edits.push(importEdit(parsed, isTaken ? `import weft as ${alias}` : 'import weft', newline));
  }
  const line = fn.decorators[0]?.range.startLine ?? fn.range.startLine;
  const decoration = `@${decorator}${newline}`;
  const first = edits[0];
  // Two insertions at one place would depend on their order.
  if (first !== undefined && first.range.startLine === line && first.range.startColumn === 0) {
    return [insertAt(line, 0, first.newText + decoration)];
  }
  edits.push(insertAt(line, 0, decoration));
  return edits;
}

function isTaskOrModule(member: string | undefined): boolean {
  return member === undefined || member === 'task';
}

/** After the last import at the top of the file; else after the docstring; else after the comments that must be first. */
function importEdit(parsed: ParsedModule, statement: string, newline: string): TextEdit {
  const { module, text } = parsed;
  const lines = text.split(/\r?\n/);
  const firstCode = Math.min(
    ...module.functions.map((fn) => fn.decorators[0]?.range.startLine ?? fn.range.startLine),
    ...module.statements.filter((item) => !isDocstring(module, item)).map((item) => item.range.startLine),
    Number.MAX_SAFE_INTEGER,
  );
  const imports = module.imports.map((item) => item.statementRange).filter((range) => range.startLine < firstCode);
  const last = imports.reduce((line, range) => Math.max(line, range.endLine), -1);
  if (last >= 0) return insertAfterLine(lines, last, statement, newline);
  const docstring = module.statements.find((item) => isDocstring(module, item));
  if (docstring !== undefined)
    return insertAfterLine(lines, docstring.range.endLine, `${newline}${statement}`, newline);
  let line = 0;
  while (/^#(!|.*coding[:=])/.test(lines[line] ?? '')) line++;
  return insertAt(line, 0, `${statement}${newline}${(lines[line] ?? '').trim() === '' ? '' : newline}`);
}

function insertAfterLine(lines: readonly string[], line: number, text: string, newline: string): TextEdit {
  // The last line of a file may have no end.
  if (line + 1 >= lines.length) return insertAt(line, (lines[line] ?? '').length, `${newline}${text}`);
  return insertAt(line + 1, 0, `${text}${newline}`);
}

function isDocstring(module: ast.Module, statement: ast.Stmt): boolean {
  return statement === module.statements[0] && statement.kind === 'ExprStmt' && statement.value.kind === 'Str';
}

/** Undefined when the module has no such task. */
export function removeTaskEdits(parsed: ParsedModule, name: string): TextEdit[] | undefined {
  const scope = buildModuleScope(parsed.module);
  const fn = scope.functions.get(name);
  const decorator = fn?.decorators.find((item) => isTaskDecorator(scope, item));
  if (decorator === undefined) return undefined;
  const edits = [deleteLines(decorator.range.startLine, decorator.range.endLine)];
  // An import that only this decorator used goes too.
  for (const item of parsed.module.imports) {
    const isAlone = parsed.module.imports.filter((other) => other.statementRange === item.statementRange).length === 1;
    if (item.module !== 'weft' || !isAlone) continue;
    const removal = removeImport(parsed, item);
    const rest = applyEdits(parsed.text, [...edits, removal]);
    if (!new RegExp(String.raw`(?<![\p{ID_Continue}.])${item.alias}(?![\p{ID_Continue}])`, 'u').test(rest))
      edits.push(removal);
  }
  return edits;
}

function removeImport(parsed: ParsedModule, item: ast.ImportDecl): TextEdit {
  const { startLine, endLine } = item.statementRange;
  const lines = parsed.text.split(/\r?\n/);
  const isFirst = parsed.module.imports.length === 1;
  // An import that stood alone was followed by an empty line of its own.
  const hasGap = isFirst && (lines[endLine + 1] ?? 'x').trim() === '' && (lines[startLine - 1] ?? '').trim() === '';
  return deleteLines(startLine, hasGap ? endLine + 1 : endLine);
}
