// SPDX-License-Identifier: Apache-2.0
// The Python syntax tree that the compiler works on: the shapes of CPython's own `ast`, each node with its source range.
// Constructs that Weft never compiles keep a node (`Unsupported…`), so that lowering refuses them at their exact range.

import type { SourceRange } from '../graph/graph';

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '@' | '&' | '|' | '^' | '<<' | '>>';
export type UnaryOperator = '-' | '+' | '~' | 'not';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'is' | 'is not';

interface Located {
  readonly range: SourceRange;
}

export interface Name extends Located {
  readonly kind: 'Name';
  readonly id: string;
}
export interface IntLiteral extends Located {
  readonly kind: 'Int';
  readonly value: bigint;
}
export interface FloatLiteral extends Located {
  readonly kind: 'Float';
  readonly value: number;
}
/** `1j`: the imaginary part. */
export interface ComplexLiteral extends Located {
  readonly kind: 'Complex';
  readonly value: number;
}
export interface BoolLiteral extends Located {
  readonly kind: 'Bool';
  readonly value: boolean;
}
export interface StringLiteral extends Located {
  readonly kind: 'Str';
  readonly value: string;
}
export interface NoneLiteral extends Located {
  readonly kind: 'None';
}
export interface EllipsisLiteral extends Located {
  readonly kind: 'Ellipsis';
}
export interface BinaryExpr extends Located {
  readonly kind: 'Binary';
  readonly op: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
  /** Of a power that stands under a test of its exponent. */
  readonly exponent?: 'natural' | 'negative';
}
export interface UnaryExpr extends Located {
  readonly kind: 'Unary';
  readonly op: UnaryOperator;
  readonly operand: Expr;
}
export interface BoolExpr extends Located {
  readonly kind: 'BoolOp';
  readonly op: 'and' | 'or';
  readonly values: readonly Expr[];
}
/** A chain `left ops[0] rights[0] ops[1] rights[1] …`. */
export interface CompareExpr extends Located {
  readonly kind: 'Compare';
  readonly left: Expr;
  readonly ops: readonly CompareOperator[];
  readonly rights: readonly Expr[];
}
export interface ConditionalExpr extends Located {
  readonly kind: 'Conditional';
  readonly test: Expr;
  readonly body: Expr;
  readonly orelse: Expr;
}
export interface Keyword extends Located {
  readonly name: string | undefined;
  readonly value: Expr;
}
export interface CallExpr extends Located {
  readonly kind: 'Call';
  readonly func: Expr;
  readonly args: readonly Expr[];
  readonly keywords: readonly Keyword[];
}
export interface AttributeExpr extends Located {
  readonly kind: 'Attribute';
  readonly value: Expr;
  readonly attr: string;
  readonly attrRange: SourceRange;
}
/** `index` holds the comma-separated items; `isTuple` tells `a[1,]` from `a[1]`. */
export interface SubscriptExpr extends Located {
  readonly kind: 'Subscript';
  readonly value: Expr;
  readonly index: readonly Expr[];
  readonly isTuple: boolean;
}
export interface SliceExpr extends Located {
  readonly kind: 'Slice';
  readonly lower?: Expr;
  readonly upper?: Expr;
  readonly step?: Expr;
}
export interface TupleExpr extends Located {
  readonly kind: 'Tuple';
  readonly elements: readonly Expr[];
}
export interface ListExpr extends Located {
  readonly kind: 'List';
  readonly elements: readonly Expr[];
}
export interface StarredExpr extends Located {
  readonly kind: 'Starred';
  readonly value: Expr;
}
/** `lambda x: x * 2` as a function of one `return`. */
export interface LambdaExpr extends Located {
  readonly kind: 'Lambda';
  readonly decl: FunctionDecl;
}
/** `{value!conversion:spec}` of an f-string. */
export interface FormattedValue {
  readonly value: Expr;
  readonly conversion: 'r' | 's' | 'a' | undefined;
  readonly spec: readonly (string | FormattedValue)[];
}
export interface FormatString extends Located {
  readonly kind: 'FString';
  readonly parts: readonly (string | FormattedValue)[];
}
/** `name := value`. */
export interface WalrusExpr extends Located {
  readonly kind: 'Walrus';
  readonly target: Name;
  readonly value: Expr;
}
/** `for target in iter` or `if test`. */
export type ComprehensionClause =
  | { readonly kind: 'for'; readonly target: Expr; readonly iter: Expr }
  | { readonly kind: 'if'; readonly test: Expr };
/** `[element for … if …]`, or the same as a generator. */
export interface ComprehensionExpr extends Located {
  readonly kind: 'Comprehension';
  readonly isGenerator: boolean;
  readonly element: Expr;
  readonly clauses: readonly ComprehensionClause[];
}
/** `yield value` and `yield from value`. */
export interface YieldExpr extends Located {
  readonly kind: 'Yield';
  readonly value?: Expr;
  readonly isFrom: boolean;
}
/** Dictionaries, sets, await, … `what` names it in plain words. */
export interface UnsupportedExpr extends Located {
  readonly kind: 'UnsupportedExpr';
  readonly what: string;
  /** Names that it may bind in the scope around it (walrus). */
  readonly bound: readonly string[];
}

export type Expr =
  | Name
  | IntLiteral
  | FloatLiteral
  | ComplexLiteral
  | BoolLiteral
  | StringLiteral
  | NoneLiteral
  | EllipsisLiteral
  | BinaryExpr
  | UnaryExpr
  | BoolExpr
  | CompareExpr
  | ConditionalExpr
  | CallExpr
  | AttributeExpr
  | SubscriptExpr
  | SliceExpr
  | TupleExpr
  | ListExpr
  | StarredExpr
  | LambdaExpr
  | FormatString
  | WalrusExpr
  | ComprehensionExpr
  | YieldExpr
  | UnsupportedExpr;

export interface ExprStmt extends Located {
  readonly kind: 'ExprStmt';
  readonly value: Expr;
}
/** `targets` has several entries for a chained assignment `a = b = value`. */
export interface AssignStmt extends Located {
  readonly kind: 'Assign';
  readonly targets: readonly Expr[];
  readonly value: Expr;
}
export interface AugAssignStmt extends Located {
  readonly kind: 'AugAssign';
  readonly target: Expr;
  readonly op: BinaryOperator;
  readonly value: Expr;
}
export interface AnnAssignStmt extends Located {
  readonly kind: 'AnnAssign';
  readonly target: Expr;
  readonly annotation: Expr;
  readonly value?: Expr;
}
export interface IfStmt extends Located {
  readonly kind: 'If';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface WhileStmt extends Located {
  readonly kind: 'While';
  readonly test: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface ForStmt extends Located {
  readonly kind: 'For';
  readonly target: Expr;
  readonly iter: Expr;
  readonly body: readonly Stmt[];
  readonly orelse: readonly Stmt[];
}
export interface ReturnStmt extends Located {
  readonly kind: 'Return';
  readonly value?: Expr;
}
export interface BreakStmt extends Located {
  readonly kind: 'Break';
  /** The block that it leaves, in place of the innermost loop. */
  readonly label?: string;
}
/** Statements that `break` with their label leaves. No program writes them. */
export interface BlockStmt extends Located {
  readonly kind: 'Block';
  readonly label: string;
  readonly body: readonly Stmt[];
}
export interface ContinueStmt extends Located {
  readonly kind: 'Continue';
}
export interface PassStmt extends Located {
  readonly kind: 'Pass';
}
/** A function inside a function. */
export interface FunctionStmt extends Located {
  readonly kind: 'FunctionDef';
  readonly decl: FunctionDecl;
}
export interface RaiseStmt extends Located {
  readonly kind: 'Raise';
  readonly exception?: Expr;
}
export interface AssertStmt extends Located {
  readonly kind: 'Assert';
  readonly test: Expr;
  readonly message?: Expr;
}
export interface DeleteStmt extends Located {
  readonly kind: 'Delete';
  readonly targets: readonly Expr[];
}
/** `with a, b:` without `as`. */
export interface WithStmt extends Located {
  readonly kind: 'With';
  readonly items: readonly Expr[];
  readonly body: readonly Stmt[];
}
/** try, with … as, global, nonlocal, match, async, class, import inside a function, … */
export interface UnsupportedStmt extends Located {
  readonly kind: 'UnsupportedStmt';
  readonly what: string;
  /** Names that it may bind, delete or change in the scope around it, and names that a `global` inside it declares. */
  readonly bound: readonly string[];
  /** Exceptions that a `try` catches, without their modules; undefined where it has no `except`. */
  readonly caught?: readonly string[];
  /** A class at the top of the module. */
  readonly definition?: ClassDecl;
  /** What an import inside a function binds. */
  readonly imports?: readonly ImportDecl[];
}
/** A piece that does not parse; the parser has already reported it. */
export interface ErrorStmt extends Located {
  readonly kind: 'Error';
}

export type Stmt =
  | ExprStmt
  | AssignStmt
  | AugAssignStmt
  | AnnAssignStmt
  | IfStmt
  | WhileStmt
  | ForStmt
  | ReturnStmt
  | BreakStmt
  | BlockStmt
  | ContinueStmt
  | PassStmt
  | FunctionStmt
  | RaiseStmt
  | AssertStmt
  | DeleteStmt
  | WithStmt
  | UnsupportedStmt
  | ErrorStmt;

export interface ParameterDecl extends Located {
  readonly name: string;
  readonly annotation?: Expr;
  readonly default?: Expr;
  /** `keyword` parameters stand after `*`; `star` and `doubleStar` are `*args` and `**kwargs`. */
  readonly form: 'positional' | 'keyword' | 'star' | 'doubleStar';
  /** Stands before `/`: a call may not name it. */
  readonly isPositionalOnly: boolean;
}

export interface FunctionDecl extends Located {
  readonly kind: 'Function';
  readonly name: string;
  readonly nameRange: SourceRange;
  /** From `def` to the colon. */
  readonly headerRange: SourceRange;
  readonly decorators: readonly Expr[];
  readonly parameters: readonly ParameterDecl[];
  readonly returns?: Expr;
  readonly docstring?: string;
  /** Without the docstring. */
  readonly body: readonly Stmt[];
  readonly isAsync: boolean;
  /** Statements in place of an expression, which runs them at once. No program writes it. */
  readonly isInPlace?: true;
}

export interface ClassDecl extends Located {
  readonly kind: 'Class';
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly bases: readonly Expr[];
  readonly decorators: readonly Expr[];
  /** What the class itself binds, and its methods. */
  readonly body: readonly Stmt[];
}

/** `import numpy as np` has module `numpy`, name undefined, alias `np`; `from math import pi` has name `pi`, alias `pi`. */
export interface ImportDecl extends Located {
  readonly kind: 'Import';
  readonly module: string;
  readonly name: string | undefined;
  readonly alias: string;
  /** The whole import statement; `range` is this name in it. */
  readonly statementRange: SourceRange;
}

export interface Module {
  readonly imports: readonly ImportDecl[];
  readonly functions: readonly FunctionDecl[];
  /** Top-level statements that are neither imports nor functions, in order; only constants that a task reads matter. */
  readonly statements: readonly Stmt[];
}
