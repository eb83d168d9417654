# Programs whose calls pass `*arguments` and `**options`, and cycles of writers: see `main.rs`.

#% options are passed as one argument: bounded
def f(other=None, **options):
    if other is not None:
        return list(other)
    if options:
        return f(options)
f(a=1)

#% options are passed on as they are: unbounded
def f(**options):
    return f(**options)
f(a=1)

#% options are passed anew each time: unproven
def f(**options):
    if options:
        f(again=1)
f(a=1)

#% options that are taken out are given again: unproven
def f(**options):
    options.pop("x", None)
    if not options:
        f(x=1)
f(x=1)

#% a list that is emptied in place is passed anew: unproven
def f(xs):
    del xs[0]
    if not xs:
        f([1])
f([1])

#% a list that another name empties is passed anew: unproven
def f(xs):
    ys = xs
    ys.pop()
    if not xs:
        f([1])
f([1])

#% fewer arguments each time: bounded
def f(*xs):
    if not xs:
        return 0
    return xs[0] + f(*xs[1:])
f(1, 2, 3)

#% fewer arguments behind another: bounded
def f(first, *others):
    if not others:
        return first
    return first + f(*others)
f(1, 2, 3)

#% as many arguments each time: unproven
def f(*xs):
    if not xs:
        return 0
    return f(*xs[:1], *xs[1:])
f(1, 2, 3)

#% arguments turn round: unproven
def f(*xs):
    if len(xs) < 2:
        return 0
    return f(xs[1], xs[0])
f(1, 2)

#% arguments that are sequences themselves: bounded
def f(*xs):
    found = []
    for x in xs:
        if isinstance(x, list):
            found += f(*x)
        else:
            found.append(x)
    return found
f(1, [2, [3]], [])

#% arguments that may be texts: unproven
def f(*xs):
    for x in xs:
        f(*x)
f("a")

#% an option as a way out: bounded
def f(n, **options):
    if options.get("stop"):
        return 0
    if not options:
        return f(n, stop=True)
    return 1
f(3)

#% options beside a part: bounded
def f(tree, *names, **options):
    found = [tree["name"], *names]
    for child in tree["children"]:
        found += f(child, *names, **options)
    return found
f({"name": 1, "children": [{"name": 2, "children": []}]}, "a", deep=True)

#% options beside the same tree: unproven
def f(tree, *names, **options):
    if tree is None:
        return []
    return f(tree, *names, **options)
f({"name": 1}, "a", deep=True)

#% options hide the number that counts down: unproven
def f(n=3, **options):
    if n <= 0:
        return 0
    return f(**options)
f(n=3)

#% a number beside options counts down: bounded
def f(n, **options):
    if n <= 0:
        return options
    return f(n - 1, **options)
f(30, a=1)

#% a list made of a part that may be a text: unproven
def f(xs):
    if isinstance(xs, list):
        for x in xs:
            f(list(x))
f(["a"])

#% sorted of a part that may be a text: unproven
def f(xs):
    if isinstance(xs, list):
        for x in xs:
            f(sorted(x))
f(["a"])

#% unpacked part that may be a text: unproven
def f(xs):
    if isinstance(xs, list):
        for x in xs:
            f([*x])
f(["a"])

#% a list made by a helper of a part that may be a text: unproven
def listed(x):
    return list(x)
def f(xs):
    if isinstance(xs, list):
        for x in xs:
            f(listed(x))
f(["a"])

#% a list made of a part that is no text: bounded
def f(xs):
    if isinstance(xs, list):
        for x in xs:
            if isinstance(x, (list, tuple)):
                f(sorted(x))
f([(1, 2), [(3,)]])

#% the items of a copied part: bounded
def f(tree):
    for child in list(tree.children):
        f(child)
class Tree:
    children = ()
t = Tree()
t.children = [Tree(), Tree()]
f(t)

#% writers of a value, a list and a mapping: bounded
def write(value, out):
    if isinstance(value, dict):
        write_dict(value, out)
    elif isinstance(value, (list, tuple)):
        write_list(value, out)
    else:
        out.append(value)
def write_dict(value, out):
    for key, item in sorted(value.items()):
        write(item, out)
def write_list(value, out):
    for item in value:
        write(item, out)
write({"a": [1, {"b": (2,)}]}, [])

#% writers that take texts for lists: unproven
def write(value, out):
    if isinstance(value, dict):
        write_dict(value, out)
    elif isinstance(value, (list, str)):
        write_list(value, out)
    else:
        out.append(value)
def write_dict(value, out):
    for key, item in sorted(value.items()):
        write(item, out)
def write_list(value, out):
    for item in value:
        write(item, out)
write({"a": ["text"]}, [])

#% writers without a test of what they are given: unproven
def write(value, out):
    if value == 1:
        out.append(value)
    else:
        write_list(value, out)
def write_list(value, out):
    for item in value:
        write(item, out)
write([1, "a"], [])

#% one writer passes the list on as it is: unproven
def write(value, out):
    if isinstance(value, list):
        write_list(value, out)
    else:
        out.append(value)
def write_list(value, out):
    for item in value:
        write(value, out)
write([1], [])

#% methods that write a value and its parts: bounded
class Writer:
    def __init__(self):
        self.out = []
    def write(self, value):
        if type(value) is list:
            self.items(value)
        else:
            self.out.append(value)
    def items(self, value):
        for item in value:
            self.write(item)
Writer().write([1, [2, []]])

#% methods that write an attribute of the writer again: unproven
class Writer:
    def __init__(self, all):
        self.all = all
    def write(self, value):
        if type(value) is list:
            self.items(value)
    def items(self, value):
        for item in self.all:
            self.write(item)
Writer([[1]]).write([1])

#% a number below the one that was tested: bounded
def f(kind):
    if kind == 3:
        return f(1)
    if kind == 1:
        return f(0)
    return kind
f(3)

#% numbers that lead round: unproven
def f(kind):
    if kind == 3:
        return f(1)
    if kind == 1:
        return f(3)
    return kind
f(3)

#% the last digit of a number of two: bounded
def f(n):
    if n >= 10:
        return f(n // 10) + f(n % 10)
    return n
f(12345)

#% the remainder of a number that may be as small: unproven
def f(n):
    if n >= 5:
        return f(n % 10)
    return n
f(7)

#% a remainder by turns with a larger number: unbounded
def f(n):
    if n >= 10:
        return f(n % 10)
    return f(n + 10)
f(12)

#% a starred argument fills the first too, and as many follow: unproven
def f(first, *others):
    if not others:
        return first
    return f(first, *others)
f(1, 2, 3)

#% what a text starts with is cut off: bounded
def f(s):
    if s.startswith("HTTP_"):
        return f(s[5:])
    return s
f("HTTP_HTTP_HOST")

#% nothing is cut off: unproven
def f(s):
    if s.startswith("x"):
        return f(s[0:])
    return s
f("x")

#% an empty beginning is cut off: unproven
def f(s):
    if s.startswith(""):
        return f(s[1:])
    return s
f("abc")

#% a text inside another: bounded
def f(s):
    if "(" in s:
        return f(s[1:])
    return s
f("a(b(c")

#% the rest behind a point: bounded
def f(key):
    if "." in key:
        first, rest = key.split(".", 1)
        return [first] + f(rest)
    return [key]
f("a.b.c")

#% the first part and the point are put together again: unproven
def f(key):
    if "." in key:
        first, rest = key.split(".", 1)
        return f(rest + "." + first)
    return [key]
f("a.b")

#% the last words of a sentence: bounded
def f(text):
    if " " not in text:
        return 1
    some, last = text.rsplit(" ", 1)
    return f(some) + 1
f("a b c")

#% both halves by divmod: bounded
def f(n):
    if n < 10:
        return n
    tens, ones = divmod(n, 10)
    return f(tens) + f(ones)
f(12345)

#% divmod by one: unproven
def f(n):
    if n < 10:
        return n
    whole, rest = divmod(n, 1)
    return f(whole) + f(rest)
f(12)

#% the remainder of divmod where the number may be small: unproven
def f(n):
    if n < 5:
        return n
    tens, ones = divmod(n, 10)
    return f(ones)
f(7)

#% a negative number by abs: bounded
def f(n):
    if n < 0:
        return "minus " + f(abs(n))
    return str(n)
f(-3)

#% abs of a number that is none less: unproven
def f(n):
    if n < 5:
        return f(abs(n))
    return n
f(-3)

#% a constant item of what is not empty: bounded len(xs)
def f(xs):
    if len(xs) < 2:
        return 0
    return xs[1] + f(xs[1:])
f([1, 2, 3])

#% a text is put into a list, and taken out by another: unproven
def f(x):
    if type(x) is list:
        g(x[-1])
def g(x):
    f(list(reversed(x)))
f(["a"])

#% an iterable is put into a list once: unproven
def f(x):
    if isinstance(x, list):
        for y in x:
            f(y)
    elif isinstance(x, tuple):
        f(list(x))
f([(1, [2]), 3])

#% arguments of one item each that may be texts: unproven
def f(*x):
    for y in reversed(x):
        y = tuple(y)
        if isinstance(y, (list, tuple)):
            if len(y) > 1:
                return
            else:
                f(*y)
f("a")

#% halves before a name is bound again, from any start: bounded
def f(x):
    if x:
        f(x - 1)
    x = 5
f(3)
