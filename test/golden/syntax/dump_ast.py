# SPDX-License-Identifier: Apache-2.0
"""CPython's view of a list of programs: a JSON array of texts on stdin, on stdout one dump for each, or null where
CPython refuses the program. The dump is the one that cpython.test.ts makes from Weft's own syntax tree."""

import ast
import json
import sys
import warnings

BINARY = dict(
    Add="+", Sub="-", Mult="*", Div="/", FloorDiv="//", Mod="%", Pow="**", MatMult="@", BitAnd="&", BitOr="|",
    BitXor="^", LShift="<<", RShift=">>",
)
COMPARE = {
    "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=", "In": "in", "NotIn": "not in",
    "Is": "is", "IsNot": "is not",
}
UNARY = dict(USub="-", UAdd="+", Invert="~", Not="not")


def kind(node):
    return type(node).__name__


def at(node):
    """The range, of programs without characters outside ASCII."""
    return f"@{node.lineno - 1}.{node.col_offset}-{node.end_lineno - 1}.{node.end_col_offset}"


def constant(value):
    if value is ...:
        return "..."
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return "float " + value.hex()
    if isinstance(value, complex):
        return "complex " + value.imag.hex()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return "?"


def slice_text(node):
    parts = [node.lower, node.upper, node.step]
    return "slice(" + ", ".join("" if part is None else expression(part) for part in parts) + ")"


def expression(node):
    name = kind(node)
    if name == "Name":
        return node.id + at(node)
    if name == "Constant":
        return constant(node.value) + at(node)
    if name == "Slice":
        return slice_text(node) + at(node)
    return shape(name, node) + at(node)


def shape(name, node):
    many = lambda nodes: ", ".join(map(expression, nodes))
    if name == "BinOp":
        return f"({expression(node.left)} {BINARY[kind(node.op)]} {expression(node.right)})"
    if name == "UnaryOp":
        return f"({UNARY[kind(node.op)]} {expression(node.operand)})"
    if name == "BoolOp":
        return "(" + f" {kind(node.op).lower()} ".join(map(expression, node.values)) + ")"
    if name == "Compare":
        rest = [f" {COMPARE[kind(op)]} {expression(right)}" for op, right in zip(node.ops, node.comparators)]
        return "(" + expression(node.left) + "".join(rest) + ")"
    if name == "IfExp":
        return f"({expression(node.body)} if {expression(node.test)} else {expression(node.orelse)})"
    if name == "Call":
        keywords = ", ".join(f"{word.arg or '**'}={expression(word.value)}" for word in node.keywords)
        return f"{expression(node.func)}({many(node.args)}; {keywords})"
    if name == "Attribute":
        return f"{expression(node.value)}.{node.attr}"
    if name == "Subscript":
        index = node.slice
        inner = f"tuple {many(index.elts)}" if kind(index) == "Tuple" else expression(index)
        return f"{expression(node.value)}[{inner}]"
    if name == "Tuple":
        return f"tuple({many(node.elts)})"
    if name == "List":
        return f"[{many(node.elts)}]"
    if name == "Starred":
        return "*" + expression(node.value)
    return "?"


def statement(node):
    name = kind(node)
    if name == "Expr":
        return "expr " + expression(node.value)
    if name == "Assign":
        return " = ".join(map(expression, node.targets)) + " = " + expression(node.value)
    if name == "AugAssign":
        return f"{expression(node.target)} {BINARY[kind(node.op)]}= {expression(node.value)}"
    if name == "AnnAssign":
        value = expression(node.value) if node.value else ""
        return f"{expression(node.target)}: {expression(node.annotation)} = {value}"
    if name in ("If", "While"):
        return f"{name} {expression(node.test)} {block(node.body)} {block(node.orelse)}"
    if name == "For":
        return f"For {expression(node.target)} in {expression(node.iter)} {block(node.body)} {block(node.orelse)}"
    if name == "Return":
        return "return " + (expression(node.value) if node.value else "")
    if name in ("Break", "Continue", "Pass"):
        return name
    return "? statement"


def block(nodes):
    return "{" + "; ".join(map(statement, nodes)) + "}"


def parameters(arguments):
    positional = arguments.posonlyargs + arguments.args
    defaults = [None] * (len(positional) - len(arguments.defaults)) + arguments.defaults
    rows = [(item, default, "positional") for item, default in zip(positional, defaults)]
    if arguments.vararg:
        rows.append((arguments.vararg, None, "star"))
    rows += [(item, default, "keyword") for item, default in zip(arguments.kwonlyargs, arguments.kw_defaults)]
    if arguments.kwarg:
        rows.append((arguments.kwarg, None, "doubleStar"))
    texts = []
    for item, default, form in rows:
        annotation = expression(item.annotation) if item.annotation else ""
        texts.append(f"{form} {item.arg}: {annotation} = {expression(default) if default else ''}")
    return ", ".join(texts)


def module(tree):
    functions, others = [], []
    for node in tree.body:
        name = kind(node)
        if name in ("FunctionDef", "AsyncFunctionDef"):
            body = node.body
            if ast.get_docstring(node, clean=False) is not None:
                body = body[1:]
            returns = expression(node.returns) if node.returns else ""
            decorators = ", ".join(map(expression, node.decorator_list))
            functions.append(f"def {node.name}({parameters(node.args)}) -> {returns} [{decorators}] {block(body)}")
        elif name not in ("Import", "ImportFrom"):
            others.append(statement(node))
    return "\n".join(functions + others)


def dump(text):
    try:
        compile(text, "program", "exec", dont_inherit=True)
        return module(ast.parse(text))
    except (SyntaxError, ValueError):
        return None


warnings.simplefilter("ignore")
sys.set_int_max_str_digits(0)
json.dump([dump(text) for text in json.load(sys.stdin)], sys.stdout)
