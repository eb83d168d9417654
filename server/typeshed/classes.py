"""Classes of the stubs: bases, type parameters, and what each name in them is."""

import ast

from annotations import ANYTHING, Context, alias_of, join, text, unite

# Methods that Python itself calls and whose result a program sees.
PROTOCOLS = {
    "__enter__", "__aenter__", "__iter__", "__next__", "__aiter__", "__anext__", "__await__", "__getitem__",
    "__call__", "__add__", "__sub__", "__mul__", "__truediv__", "__floordiv__", "__mod__", "__pow__",
    "__and__", "__or__", "__xor__", "__lshift__", "__rshift__", "__matmul__", "__divmod__", "__radd__",
    "__rsub__", "__rmul__", "__rtruediv__", "__rfloordiv__", "__rmod__", "__rpow__", "__rand__", "__ror__",
    "__rxor__", "__neg__", "__pos__", "__invert__", "__abs__", "__missing__", "__reversed__",
}
KEPT = {
    "overload", "final", "abstractmethod", "deprecated", "type_check_only", "override", "disjoint_base",
    "runtime_checkable", "dataclass_transform", "coroutine",
}
PROPERTIES = {
    "property", "cached_property", "abstractproperty", "_magic_enum_attr", "DynamicClassAttribute",
    "_builtins_property", "_enum_property",
}


# Parameters `X[T]` whose argument gives a T by iterating or awaiting.
ITERABLES = {
    "Iterable", "Iterator", "Sequence", "Collection", "list", "List", "set", "frozenset", "AbstractSet", "deque",
    "MutableSequence", "SupportsLenAndGetItem",
}
AWAITABLES = {"Coroutine", "Awaitable", "Future", "_CoroutineLike", "_FutureLike", "_AwaitableLike"}


class Class:
    def __init__(self, module, name, node):
        self.module = module
        self.name = name
        self.node = node
        self.parameters = []
        self.bases = []
        self.is_protocol = False
        self.is_abstract = False
        self.is_metaclassed = False
        self.decorators = {name_of(decorator) for decorator in node.decorator_list}

    @property
    def path(self):
        return self.name if self.module == "builtins" else f"{self.module}.{self.name}"


def name_of(node):
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=func):
            return name_of(func)
    return ""


class Classes:
    def __init__(self, stubs):
        self.stubs = stubs
        self.found = {}
        self.annotations = None

    def __call__(self, module, name):
        key = (module, name)
        if key not in self.found:
            self.found[key] = None
            self.found[key] = self.load(module, name)
        return self.found[key]

    def load(self, module, name):
        node = None
        parts = name.split(".")
        found = self.stubs.find(module, parts[0])
        definitions = found[2] if found else []
        for part in [*parts[1:], None]:
            node = next((node for node in definitions if isinstance(node, ast.ClassDef)), None)
            if node is None:
                return None
            definitions = [inner for inner in self.stubs.statements(node.body) if getattr(inner, "name", 0) == part]
        result = Class(module, name, node)
        self.heads(result)
        return result

    def heads(self, result):
        read = self.annotations
        listed, seen = None, []
        for base in result.node.bases:
            if isinstance(base, ast.Subscript) and name_of(base.value) in ("Generic", "Protocol"):
                listed = read.variables_in(base.slice, result.module)
            seen += [name for name in read.variables_in(base, result.module) if name not in seen]
        result.parameters = seen if listed is None else listed
        context = self.context(result)
        for base in result.node.bases:
            name = name_of(base.value if isinstance(base, ast.Subscript) else base)
            if name == "Protocol":
                result.is_protocol = True
            if name in ("Generic", "Protocol", "object"):
                result.is_abstract |= name == "Protocol"
                continue
            if name == "ABC":
                result.is_abstract = True
                continue
            args = base.slice if isinstance(base, ast.Subscript) else None
            found = read.resolve(base.value if args else base, result.module)
            if found is None or found[1] is None:
                result.bases.append("?")
                continue
            module, name = self.definition(found)
            args = args.elts if isinstance(args, ast.Tuple) else [args] if args else []
            if (module, name) == ("builtins", "tuple") or name == "NamedTuple" and module == "typing":
                result.bases.append(text(read.tuple(args, context)))
            elif self(module, name) is None:
                result.bases.append("?")
            else:
                result.bases.append(text(read.applied(module, name, args, context)))
        for keyword in result.node.keywords:
            if keyword.arg == "metaclass" and name_of(keyword.value) == "ABCMeta":
                result.is_abstract = True
            elif keyword.arg == "metaclass":
                result.is_metaclassed = True

    def definition(self, found):
        """Through `X = Y`, where that names a class."""
        module, name, definitions = found
        for _ in range(5):
            alias = alias_of(definitions[0]) if definitions else None
            if isinstance(alias, ast.Subscript):
                alias = alias.value
            other = alias is not None and self.annotations.resolve(alias, module)
            if not other or other[1] is None:
                break
            module, name, definitions = other
        return module, name

    def context(self, class_):
        variables = {name: frozenset([f"${index}"]) for index, name in enumerate(class_.parameters)}
        return Context(class_.module, variables)

    def mro(self, class_):
        """The class and all above it, each once; not in Python's order."""
        result, queue = [], [class_]
        while queue:
            one = queue.pop(0)
            if one is None or one in result:
                continue
            result.append(one)
            for base in one.bases:
                path = base.split("[")[0]
                module, _, name = path.rpartition(".")
                queue.append(self.by_path(path) if module or name else None)
        return result

    def by_path(self, path):
        if path in ("?", ""):
            return None
        parts = path.split(".")
        for cut in range(len(parts) - 1, 0, -1):
            module = ".".join(parts[:cut])
            if self.stubs.module(module):
                return self(module, ".".join(parts[cut:]))
        return self("builtins", path)

    def is_enum(self, class_):
        return any(one.path in ("enum.Enum", "enum.Flag") for one in self.mro(class_))

    def members(self, class_):
        """Each name with its kind and type: method, class or static method, attribute, member."""
        context = self.context(class_)
        is_enum = self.is_enum(class_)
        groups = {}
        for node in self.stubs.statements(class_.node.body):
            match node:
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    groups.setdefault(name, []).append(node)
                case ast.AnnAssign(target=ast.Name(id=name)):
                    groups.setdefault(name, []).append(node)
                case ast.Assign(targets=[ast.Name(id=name)]):
                    groups.setdefault(name, []).append(node)
        for name, nodes in groups.items():
            if name.startswith("_") and name not in PROTOCOLS:
                continue
            one = self.member(class_, nodes, context, is_enum)
            if one:
                yield name, *one

    def member(self, class_, nodes, context, is_enum):
        results, kinds = [], set()
        for node in nodes:
            match node:
                case ast.AnnAssign(annotation=annotation):
                    results.append((self.annotations.read(annotation, context), frozenset()))
                    # The fields of a named tuple cannot be set.
                    kinds.add("p" if any(base.startswith("tuple") for base in class_.bases) else "v")
                case ast.Assign(value=value) if is_enum and not isinstance(value, ast.Name):
                    results.append((frozenset(["self"]), frozenset()))
                    kinds.add("e")
                case ast.Assign(value=ast.Name(id=other)):
                    same = [node for node in class_.node.body if getattr(node, "name", None) == other]
                    if not same:
                        return None
                    return self.member(class_, same, context, is_enum)
                case ast.Assign(value=ast.Constant() as value):
                    results.append((self.annotations.literal(value, context), frozenset()))
                    kinds.add("v")
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    names = {name_of(decorator) for decorator in node.decorator_list}
                    if names & {"setter", "deleter"}:
                        continue
                    kind = "f"
                    if names & PROPERTIES:
                        kind = "p"
                    elif "classmethod" in names:
                        kind = "k"
                    elif "staticmethod" in names:
                        kind = "t"
                    kinds.add(kind)
                    result = self.returned(node, context, is_method=kind in "fkp")
                    results.append((result, given(node)))
                case _:
                    return None
        if len(kinds) != 1:
            return None
        return kinds.pop(), unite(results)

    def solve(self, node, is_method, variables, module):
        """The type variables of a function by the parameters that have them."""
        unsolved = [
            name for name in self.annotations.variables_in(node.returns, module)
            if name not in variables and not self.annotations.is_text_variable(name, module)
        ] if node.returns else []
        positional = [*node.args.posonlyargs, *node.args.args][1 if is_method else 0 :]
        parameters = [(str(index), one) for index, one in enumerate(positional)]
        parameters += [("-", one) for one in [*node.args.kwonlyargs, node.args.vararg, node.args.kwarg] if one]
        for variable in unsolved:
            terms = set()
            for index, parameter in parameters:
                place = f"{index}:{parameter.arg}"
                match parameter.annotation:
                    case ast.Name(id=name) if name == variable:
                        terms.add(f"#{place}" if index != "-" or parameter in node.args.kwonlyargs else "?")
                    case ast.Subscript(value=value, slice=slice_):
                        last = slice_.elts[-1] if isinstance(slice_, ast.Tuple) else slice_
                        is_whole = isinstance(last, ast.Name) and last.id == variable and index != "-"
                        if is_whole and name_of(value) in ITERABLES:
                            terms.add(f"%{place}")
                        elif is_whole and name_of(value) in AWAITABLES:
                            terms.add(f"&{place}")
                        elif mentions(slice_, variable):
                            terms.add("?")
                    case None:
                        pass
                    case annotation if mentions(annotation, variable):
                        terms.add("?")
            if terms:
                variables[variable] = join([frozenset(terms)])

    def text_parameter(self, class_):
        """Flags of a class over `AnyStr`: `s`; `S` where the arguments of its call decide which."""
        if not class_.parameters or not self.annotations.is_text_variable(
            class_.parameters[0], class_.module
        ):
            return ""
        context = self.context(class_)
        made = []
        for node in self.stubs.statements(class_.node.body):
            if isinstance(node, ast.FunctionDef) and node.name == "__init__":
                annotation = node.args.args[0].annotation if node.args.args else None
                own = self.annotations.read(annotation, context) if annotation else frozenset([f"{class_.path}[$0]"])
                made.append((own, given(node)))
        return "S" if made and "@" in text(unite(made)).replace("$0", "@") and "?" not in text(unite(made)) else "s"

    def returned(self, node, context, is_method=False):
        """What a call of a function gives."""
        names = [name_of(decorator) for decorator in node.decorator_list]
        variables = dict(context.variables)
        parameters = [*node.args.posonlyargs, *node.args.args]
        if is_method and parameters:
            annotation = parameters[0].annotation
            if isinstance(annotation, ast.Subscript) and name_of(annotation.value) == "type":
                annotation = annotation.slice
            if isinstance(annotation, ast.Name) and annotation.id not in context.variables:
                variables[annotation.id] = frozenset(["self"])
        self.solve(node, is_method, variables, context.module)
        context = Context(context.module, variables)
        result = self.annotations.read(node.returns, context)
        if isinstance(node, ast.AsyncFunctionDef):
            result = frozenset([f"types.CoroutineType[?,?,{text(result)}]"])
        for name in names:
            if name in ("contextmanager", "asynccontextmanager"):
                item = next((term[term.index("[") + 1 : -1] for term in result if "[" in term), "?")
                is_async = name.startswith("async")
                kind = "_AsyncGeneratorContextManager" if is_async else "_GeneratorContextManager"
                result = frozenset([f"contextlib.{kind}[{first(item)}]"])
            elif name not in KEPT and name not in PROPERTIES and name not in ("classmethod", "staticmethod"):
                return ANYTHING
        return result


def mentions(node, name):
    return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(node))


def given(node):
    """The annotations of the parameters."""
    parameters = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return frozenset(ast.unparse(one.annotation) for one in parameters if one.annotation)


def first(items):
    """The first of types separated by commas."""
    depth = 0
    for index, char in enumerate(items):
        depth += (char == "[") - (char == "]")
        if char == "," and not depth:
            return items[:index]
    return items
