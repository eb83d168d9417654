"""Reads typeshed's stubs of the standard library, for one version of Python at a time."""

import ast
from pathlib import Path

# Modules nobody's program imports, or that exist on Windows alone.
LEFT_OUT = {
    "_typeshed", "antigravity", "this", "xxlimited", "msilib", "msvcrt", "winreg", "winsound", "_winapi",
    "lib2to3", "distutils", "ensurepip", "pydoc_data", "encodings", "_bootlocale", "nt", "_msi", "_winreg",
}


class Module:
    """What a stub defines: each name with all its definitions on some platform."""

    def __init__(self, name, is_package):
        self.name = name
        self.is_package = is_package
        self.names = {}
        self.exported = set()
        self.stars = []
        self.all = None

    def define(self, name, node):
        self.names.setdefault(name, []).append(node)

    def absolute(self, level, module):
        """The module that `from ..module` means here."""
        if not level:
            return module or ""
        parts = self.name.split(".")
        parts = parts[: len(parts) - level + (1 if self.is_package else 0)]
        return ".".join(parts + ([module] if module else []))


class Import:
    """A name that comes from elsewhere: a module, or a name in one."""

    def __init__(self, module, name=None):
        self.module = module
        self.name = name


class Stubs:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.trees = {}
        self.versions = {}
        for line in (self.folder / "VERSIONS").read_text().splitlines():
            line = line.split("#")[0].strip()
            if line:
                name, _, span = line.partition(":")
                first, _, last = span.strip().partition("-")
                self.versions[name] = (number(first), number(last) if last else (9, 9))
        self.version = None
        self.modules = {}

    def set_version(self, version):
        self.version = version
        self.modules = {}

    def all_modules(self):
        for path in sorted(self.folder.rglob("*.pyi")):
            parts = path.relative_to(self.folder).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            if parts[0] not in LEFT_OUT and name != "tkinter.tix" and self.exists(name):
                yield name

    def exists(self, name):
        while name not in self.versions:
            name, dot, _ = name.rpartition(".")
            if not dot:
                return True
        first, last = self.versions[name]
        return first <= self.version <= last

    def module(self, name):
        if name not in self.modules:
            self.modules[name] = self.load(name)
        return self.modules[name]

    def load(self, name):
        base = self.folder.joinpath(*name.split("."))
        for path, is_package in ((base / "__init__.pyi", True), (base.with_suffix(".pyi"), False)):
            if path.exists() and self.exists(name):
                if path not in self.trees:
                    self.trees[path] = ast.parse(path.read_text())
                module = Module(name, is_package)
                self.collect(module, self.trees[path].body)
                return module
        return None

    def collect(self, module, body):
        for node in self.statements(body):
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    module.define(node.name, node)
                case ast.AnnAssign(target=ast.Name(id=name)):
                    module.define(name, node)
                case ast.Assign(targets=targets):
                    for target in targets:
                        if isinstance(target, ast.Name) and target.id == "__all__":
                            module.all = strings(node.value)
                        elif isinstance(target, ast.Name):
                            module.define(target.id, node)
                case ast.AugAssign(target=ast.Name(id="__all__"), value=value):
                    module.all = (module.all or set()) | strings(value)
                case ast.Import(names=names):
                    for alias in names:
                        path = alias.name if alias.asname else alias.name.split(".")[0]
                        module.define(alias.asname or path, Import(path))
                        if alias.asname == alias.name:
                            module.exported.add(alias.name)
                case ast.ImportFrom():
                    source = module.absolute(node.level, node.module)
                    for alias in node.names:
                        if alias.name == "*":
                            module.stars.append(source)
                            continue
                        module.define(alias.asname or alias.name, Import(source, alias.name))
                        if alias.asname == alias.name:
                            module.exported.add(alias.name)

    def statements(self, body):
        """The statements in force; of a test for a platform, both branches."""
        for node in body:
            if not isinstance(node, ast.If):
                yield node
                continue
            truth = self.truth(node.test)
            if truth is not False:
                yield from self.statements(node.body)
            if truth is not True:
                yield from self.statements(node.orelse)

    def truth(self, test):
        match test:
            case ast.Compare(
                left=ast.Attribute(attr="version_info"), ops=[op], comparators=[ast.Tuple(elts=elts)]
            ):
                other = tuple(elt.value for elt in elts)
                mine = self.version[: len(other)]
                return mine >= other if isinstance(op, ast.GtE) else mine < other
            case ast.BoolOp(op=op, values=values):
                parts = [self.truth(value) for value in values]
                decisive = isinstance(op, ast.Or)
                if decisive in parts:
                    return decisive
                return None if None in parts else not decisive
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self.truth(operand)
                return None if inner is None else not inner
            case ast.Name(id="TYPE_CHECKING"):
                return False
        return None

    def public(self, module):
        """The names a program may use of a module."""
        own = {
            name
            for name, nodes in module.names.items()
            if any(not isinstance(node, Import) for node in nodes) and not name.startswith("_")
        }
        names = own | module.exported | (module.all or set())
        for source in module.stars:
            other = self.module(source)
            if other:
                names |= self.public(other) if other.all is None else other.all
        return {name for name in names if not (name.startswith("__") and name.endswith("__"))}

    def find(self, module_name, name, depth=0):
        """Where a name is defined: module, name and definitions; with no name, the module itself."""
        module = self.module(module_name)
        if module is None or depth > 12:
            return None
        nodes = module.names.get(name)
        if nodes is None:
            for source in module.stars:
                found = self.find(source, name, depth + 1)
                if found:
                    return found
            return (f"{module_name}.{name}", None, []) if self.module(f"{module_name}.{name}") else None
        imports = [node for node in nodes if isinstance(node, Import)]
        if len(imports) < len(nodes):
            return module_name, name, [node for node in nodes if not isinstance(node, Import)]
        for found in imports:
            if found.name is None:
                if self.module(found.module):
                    return found.module, None, []
                continue
            if found.module == module_name and module.is_package:
                if self.module(f"{module_name}.{found.name}"):
                    return f"{module_name}.{found.name}", None, []
                continue
            result = self.find(found.module, found.name, depth + 1)
            if result:
                return result
        return None


def number(text):
    return tuple(int(part) for part in text.strip().split("."))


def strings(node):
    if isinstance(node, (ast.List, ast.Tuple)):
        return {elt.value for elt in node.elts if isinstance(elt, ast.Constant)}
    return set()
