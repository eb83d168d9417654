"""A function of a file before and after its rewrite, cut out to be run alone."""

import ast
from dataclasses import dataclass

from world import Exhausted, Thing, World


@dataclass
class Pair:
    path: str
    line: int
    name: str
    title: str
    # The class it is a method of, and how it is called.
    owner: str
    role: str
    before: str
    after: str
    parameters: list
    # What its object is called in it.
    receiver: str

    def __str__(self):
        return f"{self.path}:{self.line} {self.name}"


def pair(row):
    """The pair of a row of the `loops` program; `None` where it offers nothing."""
    if "title" not in row:
        return None
    with open(row["path"], "rb") as file:
        source = file.read()
    source = source.removeprefix(b"\xef\xbb\xbf")
    after = source[: row["start"]] + row["new"].encode() + source[row["end"] :]
    old, owner = cut(source.decode(), row["line"])
    new, _ = cut(after.decode(), row["line"])
    function = old[0]
    decorators = [decorator.id for decorator in function.decorator_list if isinstance(decorator, ast.Name)]
    role = next((name for name in decorators if name in ("staticmethod", "classmethod")), "method" if owner else "")
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    required = len(positional) - len(arguments.defaults)
    parameters = [(argument.arg, "positional", index < required) for index, argument in enumerate(positional)]
    parameters += [
        (argument.arg, "keyword", default is None)
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults)
    ]
    receiver = ""
    if role in ("method", "classmethod"):
        receiver, parameters = parameters[0][0], parameters[1:]
    return Pair(row["path"], row["line"], function.name, row["title"], owner, role, old[1], new[1], parameters, receiver)


def cut(source, line):
    """The `def` on this line with its text, and the name of the class whose body it stands in."""
    tree = ast.parse(source)
    lines = source.splitlines(keepends=True)
    todo = [(tree, "")]
    while todo:
        node, owner = todo.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef) and child.lineno == line:
                first = min([child.lineno, *[decorator.lineno for decorator in child.decorator_list]])
                for argument in ast.walk(child.args):
                    if isinstance(argument, ast.arg):
                        argument.annotation = None
                return (child, "".join(lines[first - 1 : child.end_lineno])), owner
            inside = child.name if isinstance(child, ast.ClassDef) else ""
            is_block = isinstance(child, (ast.If, ast.Try, ast.With, ast.For, ast.While))
            todo.append((child, owner if is_block else inside))
    raise LookupError(f"no def on line {line}")


def load(pair, source, world):
    """The function in a world of its own: what is called with its arguments."""
    names = world.globals()
    is_indented = source[:1] in (" ", "\t")
    if pair.owner:
        text = f"class {pair.owner}(Thing):\n{source}" if is_indented else None
        names["Thing"] = Thing
    else:
        text = f"if 1:\n{source}" if is_indented else source
    # Where a default or a class body looks for a name, `__missing__` is not asked.
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name) and node.id not in names["__builtins__"]:
            names[node.id]
    exec(compile("from __future__ import annotations\n" + text, pair.path, "exec"), names)
    if not pair.owner:
        return names[pair.name], names
    owner = names[pair.owner]
    name = pair.name
    if name.startswith("__") and not name.endswith("__"):
        name = f"_{pair.owner.lstrip('_')}{name}"
    return getattr(owner(world, "self") if pair.role == "method" else owner, name), names


def run(pair, source, world, arguments):
    """What came of it: the result or exception, and the log."""
    function, _ = load(pair, source, world)
    positional, named = arguments(world, pair.parameters)
    world.quiet = False
    given = [*positional, *named.values()]
    try:
        outcome = ("returned", world.canon(function(*positional, **named), 6))
    except Exhausted:
        outcome = ("exhausted",)
    except RecursionError:
        outcome = ("too deep",)
    except Exception as error:
        outcome = ("raised", world.canon(error), chain(error))
    return outcome, list(world.log), [world.canon(value, 6) for value in given]


def chain(error):
    """What an exception was raised from or after."""
    found = []
    while (error := error.__cause__ or error.__context__) and len(found) < 5:
        found.append(type(error).__name__)
    return found


def drawn(world, parameters):
    """Arguments by the world's script; those with a default are left out now and then."""
    positional, named = [], {}
    leaves_out = False
    for name, kind, required in parameters:
        leaves_out |= not required and world.steady is None and world.random.random() < 0.5
        if kind == "positional" and (required or not leaves_out):
            positional.append(world.value())
        elif kind == "keyword" and (required or not leaves_out):
            named[name] = world.value()
    return positional, named
