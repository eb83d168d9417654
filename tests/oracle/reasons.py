"""Why a binding has no answer, as far as the text tells: from the expression that was bound.

Two answers: `reason` is the class of the bound expression itself, `root` the class of the first thing
behind it that nothing in the file tells. The way back is the obvious one (the last unknown binding of
a name, the first assignment to `self.x`, the first return of a function): a guess for counting,
nothing that memlens claims.
"""

import ast
import sys

MOST_STEPS = 12
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def unknown(file):
    rows = list(file.unknown())
    if rows:
        look = Bound(file)
        for row in rows:
            place = row["line"], row["column"]
            row["reason"] = look.direct(place)
            row["root"] = look.root(place)
    return rows


class Bound:
    """What is bound at each place of a file: (how, node)."""

    def __init__(self, file):
        self.file, self.places = file, file.places
        self.at, self.imports, self.definitions, self.attributes = {}, {}, {}, {}
        self.parents, self.owner = {}, {}
        tree = file.places.tree
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
            self.look(node)
        self.scopes = {scope["id"]: scope for scope in file.trace["scopes"]}
        self.called = {callee for call in file.trace["calls"] for callee in call["callees"]}
        self.bindings = {}
        for place, claim in file.claims.items():
            if claim["access"] in ("bind", "parameter") and claim["storage"] == "unknown":
                self.bindings.setdefault((claim["scope"], claim["name"]), []).append(place)
        parts = file.path.split("/")
        self.package = parts[1].removesuffix(".py") if len(parts) > 1 else ""

    def look(self, node):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self.target(target, "value", value)
            case ast.AnnAssign(target=target, value=value) if value:
                self.target(target, "value", value)
            case ast.NamedExpr(target=target, value=value):
                self.target(target, "value", value)
            case ast.AugAssign(target=target):
                self.target(target, "augmented", node)
            case ast.For(target=target, iter=iterable) | ast.AsyncFor(target=target, iter=iterable):
                self.target(target, "loop", iterable)
            case ast.comprehension(target=target, iter=iterable):
                self.target(target, "loop", iterable)
            case ast.withitem(context_expr=value, optional_vars=target) if target:
                self.target(target, "with", value)
            case ast.Import() | ast.ImportFrom():
                self.imported(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self.definitions.setdefault(node.name, node)
        if isinstance(node, FUNCTIONS):
            arguments = node.args
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
            for argument in filter(None, every):
                self.at[self.places.start(argument)] = ("parameter", (node, argument))

    def target(self, target, how, value):
        match target:
            case ast.Name():
                self.at[self.places.start(target)] = (how, value)
            case ast.Tuple(elts=items) | ast.List(elts=items):
                pairs = isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(items)
                for index, item in enumerate(items):
                    if pairs and how == "value":
                        self.target(item, how, value.elts[index])
                    else:
                        self.target(item, how if how.startswith("loop") else "unpacked", value)
            case ast.Starred(value=inner):
                self.target(inner, how, value)
            case ast.Attribute(value=ast.Name(), attr=name) if how == "value":
                self.attributes.setdefault(name, value)

    def imported(self, node):
        for alias in node.names:
            name = alias.asname or alias.name.split(".")[0]
            if isinstance(node, ast.ImportFrom):
                self.imports[name] = "." * node.level + (node.module or "")
            else:
                self.imports[name] = alias.name

    def direct(self, place):
        how, node = self.at.get(place, ("other", None))
        match how:
            case "parameter":
                return self.parameter(*node, place)
            case "value":
                return self.expression(node)
            case "loop" | "unpacked" | "with":
                words = {"loop": "loop over", "unpacked": "unpacked from", "with": "with"}
                return f"{words[how]}: {self.expression(node)}"
            case "augmented":
                return "operator on something unknown"
        return self.definition(place)

    def definition(self, place):
        claim = self.file.claims[place]
        if claim["name"] in self.imports:
            return f"imported name ({self.origin(self.imports[claim['name']])})"
        node = self.definitions.get(claim["name"])
        if node is not None and node.decorator_list:
            return f"decorated definition: {self.expression(node.decorator_list[-1])}"
        return "other binding"

    def parameter(self, function, argument, place):
        scope = self.scopes[self.file.claims[place]["scope"]]
        kind = "function"
        if isinstance(function, ast.Lambda):
            kind = "lambda"
        elif isinstance(self.parents.get(function), ast.ClassDef):
            kind = "method"
        calls = "called here" if scope["qualname"] in self.called else "not called here"
        return f"parameter of a {kind} {calls}, {self.evidence(function, argument)}"

    @staticmethod
    def evidence(function, argument):
        if argument.annotation:
            return "annotated"
        arguments = function.args
        plain = [*arguments.posonlyargs, *arguments.args]
        defaults = dict(zip(reversed(plain), reversed(arguments.defaults)))
        defaults |= {a: d for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults) if d}
        match defaults.get(argument):
            case None:
                return "no default"
            case ast.Constant(value=None):
                return "default None"
        return "other default"

    def origin(self, module):
        """Whose a module is."""
        top = module.split(".")[0]
        if module.startswith(".") or top == self.package:
            return "the package itself"
        return f"library: {module}" if top in sys.stdlib_module_names else "another package"

    def expression(self, node):
        match node:
            case ast.Name(id=name):
                return self.name(name, node)
            case ast.Call(func=ast.Name(id=name)):
                return self.call(name, node.func)
            case ast.Call(func=ast.Attribute(value=value, attr=name)):
                return self.part("method", value, name)
            case ast.Call():
                return "call of a computed function"
            case ast.Attribute(value=value, attr=name):
                return self.part("attribute", value, name)
            case ast.Subscript(value=value):
                return f"item of {self.holder(value)}"
            case ast.BinOp() | ast.UnaryOp() | ast.Compare():
                return "operator on something unknown"
            case ast.BoolOp() | ast.IfExp():
                return "one of several: " + self.expression(self.branch(node))
            case ast.Await():
                return "await"
            case ast.Yield() | ast.YieldFrom():
                return "sent into a generator"
            case ast.Starred(value=value):
                return self.expression(value)
        return type(node).__name__

    def name(self, name, node):
        claim = self.file.claims.get(self.places.start(node))
        if claim and claim["types"]:
            return "inside a " + "/".join(claim["types"][:3])
        if name in self.imports:
            return f"imported name ({self.origin(self.imports[name])})"
        return "another unknown name"

    def call(self, name, node):
        if name in self.imports:
            return f"call into ({self.origin(self.imports[name])})"
        definition = self.definitions.get(name)
        if definition is not None:
            word = "class" if isinstance(definition, ast.ClassDef) else "function"
            return f"call of a {word} of the file"
        if name in BUILTINS:
            return f"call of {name}()"
        return "call of an unknown function in a variable"

    def part(self, word, value, name):
        match value:
            case ast.Name(id="self" | "cls"):
                if word == "method":
                    known = "of the file" if name in self.definitions else "not in the file"
                    return f"own method, {known}"
                return "self.x, set in the file" if name in self.attributes else "self.x, not set in the file"
            case ast.Name(id=module) if module in self.imports:
                word = "call into" if word == "method" else "attribute of"
                return f"{word} ({self.origin(self.imports[module])})"
            case ast.Call(func=ast.Name(id="super")):
                return f"{word} of super()"
        return f"{word} of {self.holder(value)}"

    def holder(self, node):
        if isinstance(node, ast.Name):
            claim = self.file.claims.get(self.places.start(node))
            if claim and claim["types"]:
                return "a " + "/".join(claim["types"][:3])
            return "an unknown object" if not claim or claim["storage"] == "unknown" else "an object of unknown type"
        return "a constant" if isinstance(node, ast.Constant) else "an unknown object"

    def branch(self, node):
        """The first operand that is no constant."""
        operands = node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse]
        return next((o for o in operands if not isinstance(o, ast.Constant)), operands[0])

    def root(self, place):
        seen = set()
        last = self.direct(place)
        for _ in range(MOST_STEPS):
            if place is None or place in seen:
                break
            seen.add(place)
            how, node = self.at.get(place, ("other", None))
            last = self.direct(place)
            if how in ("parameter", "other"):
                break
            if how == "augmented":
                # `x += 1` rests on what `x` was.
                node = node.target if isinstance(node.value, ast.Constant) else node.value
            place, last = self.behind(node, last, 0)
        return last

    def behind(self, node, last, depth):
        """(the place of the unknown name an expression rests on, the class where there is none)."""
        if depth > MOST_STEPS:
            return None, last
        match node:
            case ast.Name():
                return self.binding(node), last
            case ast.Call(func=ast.Name(id=name)) if isinstance(self.definitions.get(name), FUNCTIONS):
                return self.returned(self.definitions[name], depth)
            case ast.Call(func=ast.Name(id="enumerate" | "zip" | "iter" | "next" | "sorted" | "reversed" | "list"
                                        | "tuple" | "set" | "max" | "min" | "sum" | "map" | "filter"), args=[_, *_]):
                return self.behind(node.args[-1], self.expression(node), depth + 1)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name)):
                if isinstance(self.definitions.get(name), FUNCTIONS):
                    return self.returned(self.definitions[name], depth)
                return None, self.expression(node)
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
                if name in self.attributes:
                    return self.behind(self.attributes[name], self.expression(self.attributes[name]), depth + 1)
                return None, self.expression(node)
            case ast.Call(func=ast.Attribute(value=value)) | ast.Attribute(value=value) | ast.Subscript(value=value):
                return self.behind(value, self.expression(node), depth + 1)
            case ast.BinOp(left=left, right=right):
                chosen = right if isinstance(left, ast.Constant) else left
                return self.behind(chosen, self.expression(node), depth + 1)
            case ast.UnaryOp(operand=value) | ast.Await(value=value) | ast.Starred(value=value):
                return self.behind(value, self.expression(node), depth + 1)
            case ast.BoolOp() | ast.IfExp():
                return self.behind(self.branch(node), self.expression(self.branch(node)), depth + 1)
            case ast.Tuple(elts=items):
                for item in items:
                    if not isinstance(item, ast.Constant):
                        return self.behind(item, self.expression(item), depth + 1)
        return None, self.expression(node)

    def returned(self, function, depth):
        for node in ast.walk(function):
            if isinstance(node, (ast.Return, ast.Yield)) and not isinstance(node.value, (ast.Constant, type(None))):
                return self.behind(node.value, self.expression(node.value), depth + 1)
        return None, "function of the file without a value"

    def binding(self, node):
        """The last unknown binding of a name before its use, in its own scope or one around it."""
        claim = self.file.claims.get(self.places.start(node))
        scope = claim and claim["scope"]
        while scope is not None:
            places = self.bindings.get((scope, node.id))
            if places:
                before = [place for place in places if place < self.places.start(node)]
                return max(before) if before else min(places)
            scope = self.scopes[scope]["parent"]
        return None


BUILTINS = frozenset(dir(__import__("builtins")))
