#: the frame of a generator or coroutine is not on the stack while it waits
def walk(node):
    yield node
    yield from walk(node.next)
#: the frame of a generator or coroutine is not on the stack while it waits
async def wait(n):
    if n > 0:
        await wait(n - 1)
#: a decorator stands between its calls
import functools
@functools.wraps(print)
def f(n):
    if n == 0:
        return 1
    return f(n - 1)
#: a call stands in a `try` or a `with`
def f(n):
    try:
        if n == 0:
            return 1
        return f(n - 1)
    except ValueError:
        return 2
#: a call stands in a `try` or a `with`
def f(n, lock):
    if n == 0:
        return 1
    with lock:
        return f(n - 1, lock)
#: a function or generator in it holds `n`, which a loop would bind again
def f(n, out):
    if n == 0:
        return out
    out.append(lambda: n)
    return f(n - 1, out)
#: a function or generator in it holds `n`, which a loop would bind again
def f(n, out):
    if n == 0:
        return out
    out.append(n * i for i in range(3))
    return f(n - 1, out)
#: it uses itself here other than by a call of its own
def f(n):
    if n == 0:
        return list(map(f, []))
    return f(n - 1)
#: it calls itself inside a comprehension, a lambda or another function
def f(items):
    return [f(item) for item in items]
#: it declares names `global` or `nonlocal`
count = 0
def f(n):
    global count
    count += 1
    if n == 0:
        return count
    return f(n - 1)
#: it deletes one of its variables
def f(n):
    if n == 0:
        return 1
    m = n - 1
    del n
    return f(m)
#: `locals` can look at its frame, and one frame is not many
def f(n):
    if n == 0:
        return locals()
    return f(n - 1)
#: `_getframe` can look at its frame, and one frame is not many
import sys
def f(n):
    if n == 0:
        return sys._getframe(1)
    return f(n - 1)
#: `stacklevel` can look at its frame, and one frame is not many
import warnings
def f(n):
    if n == 0:
        return warnings.warn("end", stacklevel=2)
    return f(n - 1)
#: this call unpacks its arguments
def f(n, m):
    if n == 0:
        return m
    rest = (n - 1, m)
    return f(*rest)
#: it takes a variable number of arguments
def f(n, *rest):
    if n == 0:
        return rest
    return f(n - 1, *rest)
#: this call leaves `seen` to its default, an object that was made with the function
def f(n, seen=[]):
    if n == 0:
        return seen
    return f(n - 1)
#: `found` may not be bound here
def f(n):
    if n > 3:
        found = n
    if n == 0:
        return 1
    print(found)
    return f(n - 1)
#: it never ends, and as a loop it would run for ever: it needs a base case first
def f(n):
    print(n)
    return f(n - 1)
#: an attribute `f` is set here, on whatever object
class A:
    def f(self, n):
        if n == 0:
            return 1
        return self.f(n - 1)
def patch(a):
    a.f = print
#: `B` overrides it
class A:
    def f(self, n):
        if n == 0:
            return 1
        return self.f(n - 1)
class B(A):
    def f(self, n):
        return super().f(n)
#: its name is looked up on another object here
class A:
    def f(self, n):
        if n == 0:
            return self.other.f(1)
        return self.f(n - 1)
#: a decorator or a metaclass may change the class
class A(metaclass=type):
    def f(self, n):
        if n == 0:
            return 1
        return self.f(n - 1)
#: `:=` binds a parameter inside an expression
def f(n):
    if (n := n - 1) < 0:
        return 1
    return f(n)
#: `break` leaves a loop that holds a call
def f(tree):
    for child in tree.children:
        if child is None:
            break
        f(child)
#: it returns from inside a loop
def f(tree):
    for key in tree.keys:
        if key is None:
            return
    for child in tree.children:
        f(child)
        print(child)
#: a call stands in a `match`
def f(tree):
    match tree:
        case [left, right]:
            f(left)
            f(right)
        case leaf:
            print(leaf)
#: a loop with an `else` holds a call
def f(tree):
    for child in tree.children:
        f(child)
    else:
        print(tree)
#: the head of a loop calls it
def f(tree):
    if not tree:
        return []
    for child in f(tree[1:]):
        print(child)
    return tree
#: the expression around the call is not simple
def f(tree):
    if not tree:
        return []
    return {"key": f(tree[0]), "rest": f(tree[1:])}
#: `from … import *` may bind its name to something else
from os.path import *
def f(n):
    if n == 0:
        return 1
    return f(n - 1)
#: its body stands on the line of the `def`
def f(n): return 1 if n == 0 else n * f(n - 1)
#: a comment stands inside the expression around the call
def f(n, m):
    if n == 0:
        return m
    return f(
        n - 1,  # one less
        m,
    )
#: `iter` may be bound to something else
def iter(x):
    return x
def f(tree):
    for child in tree.children:
        f(child)
    print(tree)
#: its `def` stands in a loop, which binds the name anew each time
def outer(out):
    for k in range(3):
        def f(n):
            if n == 0:
                return k
            return f(n - 1)
        out.append(f)
#: its docstring shares its line with a statement
def f(n):
    "Doc."; m = n
    if m == 0:
        return 1
    return f(m - 1)
#: the results of its calls are kept for later ones, which those of a loop would not be
import functools
@functools.lru_cache(maxsize=None)
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)
