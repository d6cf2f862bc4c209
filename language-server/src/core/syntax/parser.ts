// SPDX-License-Identifier: Apache-2.0
// Text to syntax tree. Any text gives a module and diagnostics; nothing here throws for what a user types.
// After an edit only the changed top-level statements are converted again; the others are moved to their new lines.
// Where a text has syntax errors, tree-sitter's recovery may differ between an incremental and a full parse: both
// report errors, and what runs is always parsed in full.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Edit, Language, Parser, type Tree, type TreeCursor } from 'web-tree-sitter';
import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic';
import type { SourceRange } from '../graph/graph';
import type * as ast from './ast';
import { ConvertContext, MAX_SYNTAX_HEIGHT } from './convert-context';
import { type Cst, childByField, copySubtree } from './cst';
import { convertFunction, convertImport, convertTypeCheckingImports, isImport } from './declarations';
import { diffTexts, type TextEdit, toTreeEdit } from './edits';
import { checkIndentation } from './indentation';
import { checkLineStructure, isUnseparated, reportToken } from './line-structure';
import { shiftLines } from './shift-lines';
import { convertStatement } from './statements';

export interface ParsedModule {
  readonly text: string;
  readonly module: ast.Module;
  readonly diagnostics: readonly Diagnostic[];
  /** Frees the parse tree. The module and the diagnostics stay valid. */
  dispose(): void;
}

/** One top-level statement, converted; `line` is where it started then. */
interface Chunk {
  readonly line: number;
  readonly imports: readonly ast.ImportDecl[];
  readonly functions: readonly ast.FunctionDecl[];
  readonly statements: readonly ast.Stmt[];
  readonly diagnostics: readonly Diagnostic[];
}

class ParsedTree implements ParsedModule {
  private isDisposed = false;

  constructor(
    readonly text: string,
    readonly module: ast.Module,
    readonly diagnostics: readonly Diagnostic[],
    readonly tree: Tree,
    readonly chunks: ReadonlyMap<string, Chunk>,
  ) {}

  get isUsable(): boolean {
    return !this.isDisposed;
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.tree.delete();
  }
}

let language: Promise<Language> | undefined;

/** The folder that holds the two WASM files: beside a bundle, else the packages they come from. */
function locateWasm(file: string, directory: string | undefined): string {
  const places = directory === undefined ? [] : [join(directory, file)];
  places.push(join(__dirname, file));
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  const require = createRequire(__filename);
  const name =
    file === 'web-tree-sitter.wasm' ? 'web-tree-sitter/web-tree-sitter.wasm' : 'tree-sitter-python/package.json';
  return join(dirname(require.resolve(name)), file);
}

async function loadLanguage(directory: string | undefined): Promise<Language> {
  await Parser.init({ locateFile: (file: string) => locateWasm(file, directory) });
  return Language.load(locateWasm('tree-sitter-python.wasm', directory));
}

export class PythonParser {
  private constructor(private readonly parser: Parser) {}

  static async create(wasmDirectory?: string): Promise<PythonParser> {
    language ??= loadLanguage(wasmDirectory);
    const loaded = await language;
    const parser = new Parser();
    parser.setLanguage(loaded);
    return new PythonParser(parser);
  }

  /** `previous` makes the parse incremental; it stays valid. `edit` is found from the texts unless given. */
  parse(text: string, previous?: ParsedModule, edit?: TextEdit): ParsedModule {
    const old = previous instanceof ParsedTree && previous.isUsable ? previous : undefined;
    const tree = old === undefined ? this.parser.parse(withoutStatements(text)) : this.reparse(text, old, edit);
    if (tree === null) throw new Error('the parser has no language');
    const chunks = new Map<string, Chunk>();
    const parts = convertModule(tree, text, old?.chunks, chunks);
    const diagnostics = sortDiagnostics([...strayReturns(text), ...parts.flatMap((part) => part.diagnostics)]);
    const module: ast.Module = {
      imports: parts.flatMap((part) => part.imports),
      functions: parts.flatMap((part) => part.functions),
      statements: parts.flatMap((part) => part.statements),
    };
    return new ParsedTree(text, module, diagnostics, tree, chunks);
  }

  private reparse(text: string, old: ParsedTree, edit: TextEdit | undefined): Tree | null {
    const change = edit ?? diffTexts(old.text, text);
    if (change === undefined) return old.tree.copy();
    const base = old.tree.copy();
    base.edit(new Edit(toTreeEdit(old.text, text, change)));
    const tree = this.parser.parse(withoutStatements(text), base);
    base.delete();
    return tree;
  }

  dispose(): void {
    this.parser.delete();
  }
}

/** The grammar knows Python 2's statements too, and takes some calls of `print` for one: `print('a', *f(x))`. */
function withoutStatements(text: string): string {
  return text.replace(/\bprint(?=\()/g, 'prinT');
}

function convertModule(
  tree: Tree,
  text: string,
  known: ReadonlyMap<string, Chunk> | undefined,
  chunks: Map<string, Chunk>,
): Chunk[] {
  const parts: Chunk[] = [];
  const cursor = tree.walk();
  let before: { start: number; end: number } | undefined;
  try {
    // A text that is an error as a whole has a root of type ERROR, whose children are pieces.
    if (cursor.nodeType !== 'module') {
      const context = new ConvertContext(text);
      const root = copySubtree(cursor);
      reportSyntaxErrors(context, root);
      return [{ line: 0, imports: [], functions: [], statements: [], diagnostics: context.diagnostics }];
    }
    if (!cursor.gotoFirstChild()) return parts;
    do {
      const type: string = cursor.nodeType;
      const isStatement = cursor.nodeIsNamed && type !== 'comment' && type !== 'line_continuation';
      if (!isStatement && !cursor.nodeIsMissing && type !== 'ERROR') continue;
      const line = cursor.startPosition.row;
      const key = text.slice(cursor.startIndex, cursor.endIndex);
      const isAtMargin = cursor.startPosition.column === 0;
      const cached = isAtMargin ? (chunks.get(key) ?? known?.get(key)) : undefined;
      const part = cached === undefined ? convertChunk(text, cursor) : moveChunk(cached, line);
      if (part.isCacheable) chunks.set(key, part.chunk);
      const after = { start: cursor.startIndex, end: cursor.endIndex };
      const isJoined = before !== undefined && isUnseparated(text, before, after);
      parts.push(isJoined ? reportJoined(text, cursor, part.chunk) : part.chunk);
      before = type === 'ERROR' ? undefined : after;
    } while (cursor.gotoNextSibling());
  } finally {
    cursor.delete();
  }
  return parts;
}

function reportJoined(text: string, cursor: TreeCursor, chunk: Chunk): Chunk {
  const ctx = new ConvertContext(text);
  reportToken(ctx, copySubtree(cursor));
  return { ...chunk, diagnostics: [...chunk.diagnostics, ...ctx.diagnostics] };
}

function convertChunk(text: string, cursor: TreeCursor): { chunk: Chunk; isCacheable: boolean } {
  const node = copySubtree(cursor);
  // Recovery may add a token that is not visible in the tree: only the flag of the node tells.
  const isDamaged = node.hasError || cursor.currentNode.hasError;
  const ctx = new ConvertContext(text);
  const imports: ast.ImportDecl[] = [];
  const functions: ast.FunctionDecl[] = [];
  const statements: ast.Stmt[] = [];
  reportSyntaxErrors(ctx, node);
  checkIndentation(ctx, node);
  checkLineStructure(ctx, node);
  if (isDamaged && ctx.diagnostics.length === 0) reportToken(ctx, copyDamaged(cursor));
  const definition = node.type === 'decorated_definition' ? childByField(node, 'definition') : node;
  if (isImport(node) && !node.hasError) {
    imports.push(...convertImport(ctx, node));
  } else if (definition?.type === 'function_definition') {
    const declaration = convertFunction(ctx, node);
    if (declaration === undefined) statements.push({ kind: 'Error', range: node.range });
    else functions.push(declaration);
  } else {
    imports.push(...convertTypeCheckingImports(ctx, node));
    if (imports.length === 0) statements.push(convertStatement(ctx, node));
  }
  const chunk = { line: node.range.startLine, imports, functions, statements, diagnostics: ctx.diagnostics };
  return { chunk, isCacheable: !isDamaged && node.range.startColumn === 0 };
}

/** The smallest node around an invisible repair. */
function copyDamaged(cursor: TreeCursor): Cst {
  let node = cursor.currentNode;
  for (let child = node.children.find((item) => item.hasError); child !== undefined; ) {
    node = child;
    child = node.children.find((item) => item.hasError);
  }
  const walk = node.walk();
  const copy = copySubtree(walk);
  walk.delete();
  return copy;
}

function moveChunk(chunk: Chunk, line: number): { chunk: Chunk; isCacheable: boolean } {
  const delta = line - chunk.line;
  return { chunk: delta === 0 ? chunk : { ...shiftLines(chunk, delta), line }, isCacheable: true };
}

/** Reports the outermost ERROR nodes and the MISSING ones. */
function reportSyntaxErrors(ctx: ConvertContext, root: Cst): void {
  const work: Cst[] = [root];
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    if (!node.hasError) continue;
    if (node.isMissing) {
      const token = node.isNamed ? (node.type === 'identifier' ? 'name' : node.type.replaceAll('_', ' ')) : node.type;
      ctx.report('WEFT102', visibleRange(ctx, node), { token });
    } else if (node.type === 'ERROR') {
      ctx.report('WEFT101', visibleRange(ctx, node), {});
    } else {
      work.push(...node.children);
    }
  }
  if (root.height > 10 * MAX_SYNTAX_HEIGHT)
    ctx.report('WEFT107', visibleRange(ctx, root), { limit: MAX_SYNTAX_HEIGHT });
}

/** An error is shown on its first line, and is at least one column wide. */
function visibleRange(ctx: ConvertContext, node: Cst): SourceRange {
  const { startLine, startColumn } = node.range;
  let length = node.end - node.start;
  const lineEnd = ctx.text.slice(node.start, node.end).search(/\r?\n/);
  if (lineEnd >= 0) length = lineEnd;
  if (length > 0) return { startLine, startColumn, endLine: startLine, endColumn: startColumn + length };
  if (startColumn > 0) return { startLine, startColumn: startColumn - 1, endLine: startLine, endColumn: startColumn };
  return { startLine, startColumn, endLine: startLine, endColumn: startColumn + 1 };
}

function strayReturns(text: string): Diagnostic[] {
  if (!text.includes('\r')) return [];
  const ctx = new ConvertContext(text);
  const pattern = /\r(?!\n)/g;
  for (let match = pattern.exec(text); match !== null && ctx.diagnostics.length < 10; match = pattern.exec(text)) {
    const before = text.slice(0, match.index);
    const line = before.split('\n').length - 1;
    const column = match.index - (before.lastIndexOf('\n') + 1);
    ctx.report('WEFT112', { startLine: line, startColumn: column, endLine: line, endColumn: column + 1 }, {});
  }
  return ctx.diagnostics;
}
