"""Annotations as terms of the table: what a value declared so is at run time.

A type is a set of terms: `int`, `None`, `re.Match[str]`, `tuple[int,...]`; further `?` anything, `*` some
object that is no number or text, `$0` the first type parameter of the class, `self` the
receiver's class, `@` str or bytes as the arguments are, `A/B` one with str and the other with bytes,
`#0:name` what the first argument is (it may be given by that name), `%0:name` an item of it, `&0:name` what
awaiting it gives.
"""

import ast
import re

ANYTHING = frozenset(["?"])
OBJECT = frozenset(["*"])
NOTHING = frozenset()
SCALARS = {"int", "str", "bytes", "bool", "float", "complex"}
TYPING = {"typing", "typing_extensions"}

# Abstract classes whose instances are never numbers or text.
HEAP_ABSTRACT = {
    "Iterator", "Generator", "Awaitable", "Coroutine", "AsyncIterator", "AsyncIterable", "AsyncGenerator",
    "Mapping", "MutableMapping", "MutableSequence", "MutableSet", "AbstractSet", "KeysView", "ItemsView",
    "ValuesView", "MappingView", "IO", "TextIO", "BinaryIO",
}
OBJECTS = {"Callable", "Type"}
WRAPPERS = {"ClassVar", "Final", "Annotated", "Required", "NotRequired", "ReadOnly"}
ANSWERS = {"TypeGuard", "TypeIs"}
BUILTIN_ALIASES = {
    "List": "list", "Dict": "dict", "Set": "set", "FrozenSet": "frozenset", "Tuple": "tuple", "Text": "str",
}
# What a constant is where the class of the enumeration is not told.
LITERALS = {int: "int", str: "str", bytes: "bytes", bool: "bool", type(None): "None", float: "float"}


class Context:
    """Where an annotation stands: its module, the type variables that have a meaning there."""

    def __init__(self, module, variables=None, defaults=None):
        self.module = module
        self.variables = variables or {}


def join(types):
    result = frozenset().union(*types)
    if "?" in result:
        return ANYTHING
    heads = [term.split("[")[0] for term in result]
    wide = {head for head in heads if heads.count(head) > MOST_OF_A_KIND}
    result = {f"{term.split('[')[0]}[?]" if term.split("[")[0] in wide else term for term in result}
    return frozenset(one for one in result if not any(covers(other, one) for other in result if other != one))


# More types `X[…]` of one class than this are `X[?]`.
MOST_OF_A_KIND = 3


def covers(wide, narrow):
    """`dict[str,?]` covers `dict[str,int]`."""
    if "?" not in wide or "[" not in narrow or wide.split("[")[0] != narrow.split("[")[0]:
        return False
    pairs = list(zip(parts(wide), parts(narrow)))
    return len(parts(wide)) == len(parts(narrow)) and all(a in ("?", b) for a, b in pairs)


def parts(term):
    """The arguments of a term written out."""
    return split(term[term.index("[") + 1 : -1], ",")


def normal(own):
    """A type written out, with its terms in order on every level."""
    terms = []
    for term in split(own):
        if "[" in term:
            args = ",".join(map(normal, parts(term)))
            term = f"{term[: term.index('[')]}[{args}]"
        terms.append(term)
    return "|".join(sorted(terms))


def text(type_):
    return "|".join(sorted(type_)) or "?"


class Annotations:
    def __init__(self, stubs, classes):
        self.stubs = stubs
        self.classes = classes
        self.depth = 0

    def read(self, node, context):
        self.depth += 1
        try:
            return ANYTHING if self.depth > 20 else self.term(node, context)
        finally:
            self.depth -= 1

    def term(self, node, context):
        match node:
            case None:
                return ANYTHING
            case ast.Constant(value=None):
                return frozenset(["None"])
            case ast.Constant(value=str() as quoted):
                return self.read(ast.parse(quoted, mode="eval").body, context)
            case ast.Name() | ast.Attribute():
                return self.named(node, [], context)
            case ast.BinOp(op=ast.BitOr(), left=left, right=right):
                return join([self.read(left, context), self.read(right, context)])
            case ast.Subscript(value=value, slice=slice_):
                args = slice_.elts if isinstance(slice_, ast.Tuple) else [slice_]
                return self.named(value, args, context)
        return ANYTHING

    def resolve(self, node, module):
        """The definition that a dotted name stands for."""
        match node:
            case ast.Name(id=name):
                return self.stubs.find(module, name) or self.stubs.find("builtins", name)
            case ast.Attribute(value=value, attr=attr):
                owner = self.resolve(value, module)
                if owner is None:
                    return None
                if owner[1] is None:
                    return self.stubs.find(owner[0], attr)
                for definition in owner[2]:
                    if isinstance(definition, ast.ClassDef):
                        return owner[0], f"{owner[1]}.{attr}", inner(definition, attr)
        return None

    def named(self, node, args, context):
        if isinstance(node, ast.Name):
            if node.id in context.variables:
                return context.variables[node.id]
            if self.is_text_variable(node.id, context.module):
                return frozenset(["@"])
        found = self.resolve(node, context.module)
        if found is None or found[1] is None:
            return ANYTHING
        module, name, definitions = found
        if module in TYPING or module in ("_typeshed", "collections.abc", "_collections_abc"):
            special = self.special(module, name, args, context)
            if special is not None:
                return special
        if module == "builtins":
            if name in SCALARS:
                return frozenset([name])
            if name == "object":
                return ANYTHING
            if name in ("type", "function"):
                return OBJECT
            if name == "tuple":
                return self.tuple(args, context)
        if module == "types" and name == "NoneType":
            return frozenset(["None"])
        for definition in definitions:
            if isinstance(definition, ast.ClassDef):
                return self.instance(module, name, args, context)
            alias = alias_of(definition)
            if alias is not None:
                return self.alias(alias, module, args, context)
        return ANYTHING

    def special(self, module, name, args, context):
        if name in ("MaybeNone",):
            return frozenset(["None"])
        if name in ("Incomplete", "Unused", "Any", "TypeVar", "ParamSpec"):
            return ANYTHING
        if module == "_typeshed":
            return None
        if name == "Optional":
            return join([self.read(args[0], context), frozenset(["None"])]) if args else ANYTHING
        if name == "Union":
            return join([self.read(arg, context) for arg in args]) if args else ANYTHING
        if name in WRAPPERS:
            return self.read(args[0], context) if args else ANYTHING
        if name == "Literal":
            return join([self.literal(arg, context) for arg in args])
        if name in ANSWERS:
            return frozenset(["bool"])
        if name in ("NoReturn", "Never"):
            return NOTHING
        if name == "LiteralString":
            return frozenset(["str"])
        if name == "Self":
            return frozenset(["self"])
        if name == "Tuple":
            return self.tuple(args, context)
        if name in OBJECTS:
            return OBJECT
        if name in BUILTIN_ALIASES:
            return self.named(ast.Name(id=BUILTIN_ALIASES[name]), args, Context("builtins", context.variables)) \
                if not args else self.applied("builtins", BUILTIN_ALIASES[name], args, context)
        if name in HEAP_ABSTRACT:
            return self.applied("typing", name, args, context)
        if name in ("Sequence", "Iterable", "Collection", "Reversible", "Container", "Hashable", "Sized"):
            return ANYTHING
        return None

    def literal(self, node, context):
        match node:
            case ast.Constant(value=value):
                return frozenset([LITERALS.get(type(value), "?")])
            case ast.UnaryOp(operand=operand):
                return self.literal(operand, context)
            case ast.Attribute(value=value):
                return self.read(value, context)
        return self.read(node, context)

    def tuple(self, args, context):
        match args:
            case []:
                return frozenset(["tuple"])
            case [ast.Tuple(elts=[])]:
                return frozenset(["tuple[]"])
            case [item, ast.Constant(value=ellipsis)] if ellipsis is ...:
                return frozenset([f"tuple[{text(self.read(item, context))},...]"])
        if any(isinstance(arg, ast.Starred) for arg in args):
            return frozenset(["tuple"])
        return frozenset([f"tuple[{','.join(text(self.read(arg, context)) for arg in args)}]"])

    def instance(self, module, name, args, context):
        info = self.classes(module, name)
        if info is None or info.is_protocol:
            return ANYTHING
        return self.applied(module, name, args, context)

    def applied(self, module, name, args, context):
        path = name if module == "builtins" else f"{module}.{name}"
        self.used(module, name)
        if not args:
            return frozenset([path])
        terms = [ANYTHING if isinstance(arg, (ast.List, ast.Starred)) else self.read(arg, context) for arg in args]
        return frozenset([f"{path}[{','.join(map(text, terms))}]"])

    def used(self, module, name):
        """Told of every class that some type names."""

    def alias(self, node, module, args, context):
        variables = {}
        for variable, arg in zip(self.variables_in(node, module), args):
            variables[variable] = self.read(arg, context)
        return self.read(node, Context(module, variables))

    def is_variable(self, node, module):
        """The name of a type variable."""
        if not isinstance(node, ast.Name):
            return False
        found = self.stubs.find(module, node.id)
        return bool(found) and any(
            isinstance(definition, ast.Assign)
            and isinstance(definition.value, ast.Call)
            and isinstance(definition.value.func, ast.Name)
            and definition.value.func.id in ("TypeVar", "ParamSpec", "TypeVarTuple")
            for definition in found[2]
        )

    def is_text_variable(self, name, module):
        """`AnyStr` and its like: str or bytes."""
        found = self.stubs.find(module, name)
        call = getattr(found[2][0], "value", None) if found and found[2] else None
        if not isinstance(call, ast.Call) or len(call.args) < 3:
            return False
        return {ast.unparse(arg) for arg in call.args[1:]} <= {"str", "bytes", "LiteralString"}

    def variables_in(self, node, module):
        names = []
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and part.id not in names and self.is_variable(part, module):
                names.append(part.id)
        return names


def inner(definition, name):
    return [
        node for node in definition.body
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == name
    ]


def alias_of(definition):
    """What `X: TypeAlias = …` or `X = …` stands for."""
    match definition:
        case ast.AnnAssign(annotation=annotation, value=value) if value is not None:
            if "TypeAlias" in ast.dump(annotation):
                return value
        case ast.Assign(value=ast.Name() | ast.Attribute() | ast.Subscript() | ast.BinOp() as value):
            return value
    return None


def unite(overloads):
    """The types of overloads as one: those for str and for bytes become one for either.

    An overload is a type and the annotations of its parameters.
    """
    overloads = list(dict.fromkeys(overloads))
    for general in [result for result, _ in overloads if "$0" in text(result) or "@" in text(result)]:
        own = text(general)
        for kind in ("str", "bytes"):
            special = frozenset(split(normal(own.replace("$0", kind).replace("@", kind))))
            overloads = [one for one in overloads if one[0] == general or one[0] != special]
    results = [result for result, _ in overloads]
    for one, given in overloads:
        swap = frozenset(split(normal(swapped(text(one), "str", "bytes"))))
        if one == swap and len(overloads) != 2 or "@" in text(one) or one not in results:
            continue
        for other, other_given in overloads:
            if one == other or other != swap and (len(one) != 1 or len(other) != 1 or len(overloads) != 2):
                continue
            if not (mention(given - other_given, TEXT) and mention(other_given - given, RAW)):
                continue
            results = [result for result in results if result not in (one, other)]
            pair = frozenset([f"{text(one)}/{text(other)}"])
            results.append(frozenset(split(swapped(text(one), "str", "@"))) if other == swap else pair)
            break
    return join(results) if results else ANYTHING


TEXT = r"\b(str|StrPath|AnyStr)\b"
RAW = r"\b(bytes|BytesPath|ReadableBuffer|Buffer)\b"


def mention(annotations, words):
    return any(re.search(words, annotation) for annotation in annotations)


def swapped(own, old, new):
    return re.sub(rf"(?<![\w.]){old}(?![\w.])", new, own)


def split(own, at="|"):
    """The terms of a type written out."""
    terms, depth, start = [], 0, 0
    for index, char in enumerate(own):
        depth += (char == "[") - (char == "]")
        if char == at and not depth:
            terms.append(own[start:index])
            start = index + 1
    return [*terms, own[start:]]
