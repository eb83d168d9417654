"""What CPython makes of every name of every scope, one JSON line a file.

Arguments: files and folders; none means the standard library of the interpreter that runs this.
The first line holds `dir(builtins)`. Then for each file `path` and either

`refused`  why CPython does not take it, or
`scopes`   preorder: `kind`, `name`, `line`, `parent` (index or null), and names by what
           `symtable.c` says of them: `local`, `cell`, `free`, `explicit`, `implicit`;
`places` from 3.12 on, where `ast` sees names: line, column in bytes, access (see `places`);
`codes`    what `compile` made of it: qualified name, cells, free names;
`text`     the decoded text, only where the file is not UTF-8.
"""

import ast
import builtins
import io
import json
import os
import symtable
import sys
import sysconfig
import tokenize
import types

import _symtable

SCOPES = {
    _symtable.LOCAL: "local",
    _symtable.CELL: "cell",
    _symtable.FREE: "free",
    _symtable.GLOBAL_EXPLICIT: "explicit",
    _symtable.GLOBAL_IMPLICIT: "implicit",
}
KINDS = {
    _symtable.TYPE_MODULE: "module",
    _symtable.TYPE_CLASS: "class",
    _symtable.TYPE_FUNCTION: "function",
}


def kind(table):
    if table.name == "lambda":
        return "lambda"
    if ".0" in table.symbols:
        return "comprehension"
    return KINDS.get(table.type, "type-parameters")


def scopes(table, parent, found):
    index = len(found)
    names = {}
    for name, flags in table.symbols.items():
        scope = SCOPES[(flags >> _symtable.SCOPE_OFF) & _symtable.SCOPE_MASK]
        names.setdefault(scope, []).append(name)
    entry = {"kind": kind(table), "name": table.name, "line": table.lineno, "parent": parent}
    found.append(entry | {scope: " ".join(group) for scope, group in names.items()})
    for child in table.children:
        scopes(child, index, found)
    return found


def codes(code, found):
    cells = set(code.co_cellvars)
    if not code.co_flags & 1:  # CO_OPTIMIZED: a class body, whose only cell is no name of it
        cells.discard("__class__")
    found.append([code.co_qualname, " ".join(sorted(cells)), " ".join(sorted(code.co_freevars))])
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            codes(constant, found)
    return found


def places(tree):
    """The names that have a place in the tree: all but those after `def`, `class`, `as`, `*`."""
    future = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in tree.body
    )
    found = []
    access = {ast.Load: "u", ast.Store: "b", ast.Del: "d"}
    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name):
            found.append(f"{node.lineno}:{node.col_offset}{access[type(node.ctx)]}")
        elif isinstance(node, ast.arg):
            found.append(f"{node.lineno}:{node.col_offset}p")
        elif (
            (isinstance(node, ast.alias) and node.name != "*" and node.asname is None)
            or (isinstance(node, ast.MatchAs) and node.name is not None and node.pattern is None)
            or isinstance(node, ast.TypeVar)
        ):
            found.append(f"{node.lineno}:{node.col_offset}b")
        for field, value in ast.iter_fields(node):
            if future and field in ("annotation", "returns"):
                continue
            if field == "target" and isinstance(node, ast.AnnAssign) and node.value is None:
                if isinstance(value, ast.Name):
                    continue  # binds nothing
            values = value if isinstance(value, list) else [value]
            todo.extend(value for value in values if isinstance(value, ast.AST))
    return " ".join(found)


def answer(path):
    with open(path, "rb") as file:
        source = file.read()
    try:
        table = symtable.symtable(source, path, "exec")._table
        found = {"path": path, "scopes": scopes(table, None, [])}
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return {"path": path, "refused": f"{type(error).__name__}: {error}"}
    try:
        found["codes"] = codes(compile(source, path, "exec", dont_inherit=True), [])
    except (SyntaxError, RecursionError, MemoryError):
        pass  # what only the code generator refuses still has its tables
    if sys.version_info >= (3, 12):
        found["places"] = places(ast.parse(source, path))
    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    if not encoding.startswith("utf-8"):
        found["text"] = source.decode(encoding)
    return found


def python_files(roots):
    for root in roots:
        if os.path.isfile(root):
            yield root
            continue
        for folder, folders, files in os.walk(root):
            folders[:] = sorted(set(folders) - {"site-packages", "__pycache__"})
            yield from (os.path.join(folder, name) for name in sorted(files) if name.endswith(".py"))


def main():
    print(json.dumps({"builtins": dir(builtins)}))
    for path in python_files(sys.argv[1:] or [sysconfig.get_path("stdlib")]):
        print(json.dumps(answer(path)))


main()
