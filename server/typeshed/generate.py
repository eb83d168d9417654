"""Writes `table.txt`: what the functions, classes and values of the standard library are, from typeshed.

    python3.11 server/typeshed/generate.py            downloads the pinned packages with pip
    python3.11 server/typeshed/generate.py OLD NEW    two folders that hold `mypy/typeshed/stdlib`

typeshed is taken from the package mypy: the older one still knows Python 3.8 and 3.9. What it says is
kept as facts, in a form of our own. `corrections.txt` holds where runs of CPython say otherwise, `proven.txt`
which functions, methods and properties a run has borne out: `tests/tests/library.rs` writes it.
"""

import ast
import fnmatch
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from annotations import ANYTHING, TYPING, Annotations, Context, alias_of, join, split, text, unite
from classes import Classes, given, name_of
from stubs import Stubs

HERE = Path(__file__).parent
OLD, NEW = "1.15.0", "2.4.1"
OLD_VERSIONS = [(3, 8), (3, 9), (3, 10)]
NEW_VERSIONS = [(3, 10), (3, 11), (3, 12), (3, 13), (3, 14)]
HEAD = f"""\
# Types of the standard library, for Python 3.8 to 3.14. Written by `generate.py`: do not edit.
# Facts from typeshed (Apache License 2.0), as the packages mypy {OLD} and {NEW} (MIT License) carry it.
"""


# What the stubs only name.
TYPING_ALIASES = {
    "List": "list", "Dict": "dict", "Set": "set", "FrozenSet": "frozenset", "Counter": "collections.Counter",
    "Deque": "collections.deque", "DefaultDict": "collections.defaultdict", "ChainMap": "collections.ChainMap",
    "OrderedDict": "collections.OrderedDict",
}


class Table:
    """The entries of one version: path to kind and type, or to kind and bases."""

    def __init__(self, stubs, version):
        stubs.set_version(version)
        self.stubs = stubs
        self.classes = Classes(stubs)
        self.annotations = Annotations(stubs, self.classes)
        self.classes.annotations = self.annotations
        self.annotations.used = self.use
        self.entries = {}
        self.wanted = []
        self.known = set()
        for name in stubs.all_modules():
            self.module(name)
        while self.wanted:
            self.class_(*self.wanted.pop())
        self.leaves()

    def use(self, module, name):
        if (module, name) not in self.known:
            self.known.add((module, name))
            self.wanted.append((module, name))

    def module(self, name):
        module = self.stubs.module(name)
        if any(part.startswith("_") for part in name.split(".")):
            return
        if name == "builtins":
            for public in sorted(self.stubs.public(module)):
                self.use(name, public)
            return
        self.entries[name] = ("m", "")
        for public in sorted(self.stubs.public(module)):
            if found := self.stubs.find(name, public):
                self.name(f"{name}.{public}", *found)

    def name(self, path, module, name, definitions):
        if name is None:
            if path != module and path.rpartition(".")[0] != module:
                self.entries[path] = ("=", module)
            return
        module, name = self.classes.definition((module, name, definitions))
        if module in TYPING and name in TYPING_ALIASES:
            module, _, name = ("builtins." + TYPING_ALIASES[name]).removeprefix("builtins.collections.").rpartition(".")
            module = module or "collections"
        if self.classes(module, name):
            self.use(module, name)
            target = f"{module}.{name}"
            if target != path:
                self.entries[path] = ("=", target.removeprefix("builtins."))
            return
        entry = self.value(module, definitions)
        if entry is None:
            return
        self.entries[path] = entry

    def value(self, module, definitions):
        context = Context(module)
        results, kinds = [], set()
        for node in definitions:
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    results.append((self.classes.returned(node, context), given(node)))
                    kinds.add("f")
                case ast.AnnAssign(annotation=annotation, value=value):
                    bare = name_of(annotation) == "Final" and not isinstance(annotation, ast.Subscript)
                    type_ = self.final(value, context) if bare else self.annotations.read(annotation, context)
                    results.append((type_, frozenset()))
                    kinds.add("v")
                case ast.Assign(value=ast.Attribute(value=owner, attr=attr) as value):
                    other = self.annotations.resolve(value, module)
                    if other and other[1] and other[2] and isinstance(other[2][0], ast.FunctionDef):
                        entry = self.value(other[0], other[2])
                    else:
                        entry = self.bound(owner, attr, context)
                    if entry is None:
                        return None
                    kinds.add(entry[0])
                    results.append((frozenset(split(entry[1])), frozenset()))
                case ast.Assign(value=ast.Name() as value):
                    other = self.annotations.resolve(value, module)
                    if other is None or other[1] is None or other[2] == definitions:
                        return None
                    return self.value(other[0], other[2])
                case _:
                    return None
        if len(kinds) != 1:
            return None
        return kinds.pop(), text(unite(results))

    def final(self, value, context):
        """What `X: Final = value` is: of an enumeration a member."""
        if not isinstance(value, ast.Attribute):
            return self.annotations.literal(value, context)
        for term in self.annotations.read(value.value, context):
            class_ = self.classes.by_path(term.split("[")[0])
            if class_ is None:
                continue
            for name, kind, type_ in self.classes.members(class_):
                if name == value.attr:
                    return frozenset([class_.path]) if kind == "e" else type_
        return ANYTHING

    def bound(self, owner, attr, context):
        """`choice = _inst.choice`: a method of an object of the module."""
        found = self.annotations.resolve(owner, context.module)
        if found is None or found[1] is None:
            return None
        for definition in found[2]:
            if not isinstance(definition, ast.AnnAssign):
                continue
            for term in self.annotations.read(definition.annotation, Context(found[0])):
                for class_ in self.classes.mro(self.classes.by_path(term.split("[")[0])):
                    for name, kind, type_ in self.classes.members(class_):
                        if name == attr and kind in "fkt":
                            return "f", text(type_).replace("self", "?")
        return None

    def class_(self, module, name):
        class_ = self.classes(module, name)
        if class_ is None:
            return
        for base in class_.bases:
            found = self.classes.by_path(base.split("[")[0])
            if found:
                self.use(found.module, found.name)
        mro = self.classes.mro(class_)
        flags = ""
        if "final" in class_.decorators:
            flags += "f"
        if class_.is_abstract:
            flags += "a"
        if "type_check_only" in class_.decorators:
            flags += "o"
        if self.classes.is_enum(class_) or any(one.is_metaclassed for one in mro):
            flags += "e"
        if any(getattr(node, "name", None) == "__new__" 
               for one in mro if one.path != "BaseException" for node in self.stubs.statements(one.node.body)):
            flags += "n"
        flags += self.classes.text_parameter(class_)
        self.entries[class_.path] = ("c", flags, class_.bases)
        for member, kind, type_ in self.classes.members(class_):
            self.entries[f"{class_.path}.{member}"] = (kind, text(type_))
        for node in self.stubs.statements(class_.node.body):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                self.use(module, f"{name}.{node.name}")

    def leaves(self):
        """Marks the classes without a subclass in the library, as far as the stubs tell."""
        above = {base.split("[")[0] for entry in self.entries.values() if entry[0] == "c" for base in entry[2]}
        for path, entry in list(self.entries.items()):
            if entry[0] == "c" and path not in above and "a" not in entry[1]:
                self.entries[path] = ("c", entry[1] + "x", entry[2])


def merge(tables):
    """One entry for each path: what it can be on any version."""
    result = {}
    for table in tables:
        for path, entry in table.items():
            old = result.setdefault(path, entry)
            if old == entry:
                continue
            if old[0] == entry[0] == "c":
                flags = set(old[1]) & set(entry[1]) | (set(old[1]) | set(entry[1])) & set("aoensS")
                result[path] = ("c", "".join(sorted(flags)), entry[2])
            elif old[0] == entry[0] and old[0] not in "m=":
                result[path] = (old[0], text(join([frozenset(split(old[1])), frozenset(split(entry[1]))])))
            elif {old[0], entry[0]} == {"c", "f"}:
                class_ = old if old[0] == "c" else entry
                result[path] = ("c", class_[1].replace("x", "") + "no", class_[2])
            else:
                result[path] = entry if "=" in (old[0], entry[0]) else ("v", "?")
    return result


def changed(older, newer):
    """What was otherwise on the older version."""
    return {path: entry for path, entry in older.items() if newer.get(path) != entry}


def corrections():
    for line in (HERE / "corrections.txt").read_text().splitlines():
        line = line.split("#")[0].split()
        if line:
            yield line


def corrected(entries):
    """The entries with what runs of CPython tell otherwise."""
    for verb, pattern, *rest in corrections():
        if verb == "everywhere":
            for path, entry in entries.items():
                if entry[0] not in "cm=" and entry[1] == pattern:
                    entries[path] = (entry[0], rest[0])
            continue
        paths = fnmatch.filter(entries, pattern) if set(pattern) & set("*[") else [pattern]
        if not paths or any(path not in entries for path in paths):
            sys.exit(f"corrections.txt: {pattern} is not in the table")
        for path in paths:
            old = entries[path]
            if verb == "drop":
                del entries[path]
            elif verb == "unsure" and old[0] not in "cm=":
                entries[path] = (old[0] + "~", old[1])
            elif verb == "is" and old[0] not in "cm=":
                entries[path] = (old[0], rest[0])
            elif verb == "unnamed" and old[0] == "c":
                entries[path] = ("c", old[1].replace("x", "").replace("f", "") + "o", old[2])
            elif verb == "named" and old[0] == "c":
                entries[path] = ("c", old[1] + f"={rest[0]}", old[2])
            elif verb == "open" and old[0] == "c":
                entries[path] = ("c", old[1].replace("x", "").replace("f", ""), old[2])
            elif verb == "unbased" and old[0] == "c":
                entries[path] = ("c", old[1], [base for base in old[2] if base.split("[")[0] not in rest])
            elif not set(pattern) & set("*["):
                sys.exit(f"corrections.txt: {verb} {pattern}")
    return entries


def lines(entries):
    proven = set((HERE / "proven.txt").read_text().split())
    for path, entry in sorted(entries.items()):
        if entry[0] == "c":
            name = entry[1].partition("=")[2]
            flags = "".join(sorted(set(entry[1].partition("=")[0]) & set("xnesS")))
            if "f" in entry[1] and "o" not in entry[1] and "x" not in flags:
                flags += "x"
            name = f" ={name}" if name else " =" if "o" in entry[1] else ""
            yield " ".join([path, "c" + flags, *entry[2]]) + name
        elif entry[0] == "m":
            yield f"{path} m"
        elif entry[0] == "=" or entry[1] != text(ANYTHING):
            yield f"{path} {entry[0]}{'!' if path in proven and '~' not in entry[0] else ''} {entry[1]}"
        else:
            yield f"{path} {entry[0]}"


def folder(version, scratch):
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "--platform",
         "any", "--python-version", "3.12", "-d", scratch, f"mypy=={version}"],
        check=True,
    )
    target = Path(scratch) / version
    with zipfile.ZipFile(next(Path(scratch).glob(f"mypy-{version}-*.whl"))) as wheel:
        wheel.extractall(target, [name for name in wheel.namelist() if name.startswith("mypy/typeshed/stdlib/")])
    return target


def main():
    with tempfile.TemporaryDirectory() as scratch:
        old, new = sys.argv[1:] or [folder(OLD, scratch), folder(NEW, scratch)]
        old, new = (Stubs(Path(one) / "mypy/typeshed/stdlib") for one in (old, new))
        older = [Table(old, version).entries for version in OLD_VERSIONS]
        newer = [Table(new, version).entries for version in NEW_VERSIONS]
    *before, last = older
    gone = merge([changed(one, last) for one in before])
    removed = {path: entry for path, entry in last.items() if all(path not in one for one in newer)}
    entries = corrected(merge([gone, removed, *newer]))
    (HERE / "table.txt").write_text(HEAD + "\n".join(lines(entries)) + "\n")


if __name__ == "__main__":
    main()
