# SPDX-License-Identifier: Apache-2.0
"""A program compiled by Pythran: the decorator and its import taken out, an export line with the types of the inputs put in front."""

import ast
import hashlib
import importlib.machinery
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

BUILD = Path(__file__).resolve().parent.parent.parent / "build" / "bench" / "pythran"
FLAGS = ["-O3", "-march=native", "-ffast-math", "-fopenmp"]
NOT_COMPILED = {"inputs", "SIZE", "CLASS"}


def type_of(value) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.dtype.name}[{','.join(':' * value.ndim)}]"
    return type(value).__name__


def plain_source(program, wanted: str) -> str:
    """The module without `weft`, without the making of inputs, and with no task but the wanted one."""
    tree = ast.parse(program.path.read_text(encoding="utf-8"))
    body = []
    for node in tree.body:
        if isinstance(node, ast.Import) and node.names[0].name == "weft":
            continue
        if isinstance(node, ast.FunctionDef):
            if node.name in NOT_COMPILED or (node.decorator_list and node.name != wanted):
                continue
            node.decorator_list = []
            node.returns = None
            for argument in node.args.args:
                argument.annotation = None
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in NOT_COMPILED:
            continue
        body.append(node)
    return ast.unparse(ast.Module(body=body, type_ignores=[]))


def compiled(program):
    types = ", ".join(type_of(value) for value in program.inputs("quick").values())
    source = f"#pythran export {program.function}({types})\n{plain_source(program, program.function)}\n"
    key = hashlib.sha256(("\0".join([source, *FLAGS])).encode()).hexdigest()[:16]
    BUILD.mkdir(parents=True, exist_ok=True)
    name = f"{program.name.lstrip('0123456789')}_{program.form}_{key}"
    target = BUILD / f"{name}.so"
    failed = BUILD / f"{name}.failed"
    if failed.exists():
        raise RuntimeError(failed.read_text(encoding="utf-8"))
    if not target.exists():
        text = BUILD / f"{name}.py"
        text.write_text(source, encoding="utf-8")
        partial = BUILD / f"{name}.{os.getpid()}.part.so"
        command = [sys.executable, "-m", "pythran.run", *FLAGS, str(text), "-o", str(partial)]
        try:
            ended = subprocess.run(command, capture_output=True, text=True, timeout=600)
            why = "" if ended.returncode == 0 else "\n".join(ended.stderr.strip().splitlines()[-3:])
        except subprocess.TimeoutExpired:
            why = "the compiler took longer than 10 minutes"
        if why:
            failed.write_text(why, encoding="utf-8")
            raise RuntimeError(why)
        partial.rename(target)
    loader = importlib.machinery.ExtensionFileLoader(name, str(target))
    module = importlib.util.module_from_spec(importlib.util.spec_from_file_location(name, target, loader=loader))
    loader.exec_module(module)
    return getattr(module, program.function)
