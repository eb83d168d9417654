# Programs in which a special method changes what it is asked for, by one means or another.

#% bool assigned in class: unproven
def truth(self):
    self.n -= 1
    return self.n > 0
class K:
    n = 3
    __bool__ = truth
def f(o):
    if not o: return
    f(o)
f(K())

#% bool set from outside: unproven
def truth(self):
    self.n -= 1
    return self.n > 0
class K:
    n = 3
K.__bool__ = truth
def f(o):
    if not o: return
    f(o)
f(K())

#% bool by setattr: unproven
def truth(self):
    self.n -= 1
    return self.n > 0
class K:
    n = 3
setattr(K, "__bool__", truth)
def f(o):
    if not o: return
    f(o)
f(K())

#% class by type call: unproven
def truth(self):
    self.n -= 1
    return self.n > 0
K = type("K", (), {"n": 3, "__bool__": truth})
def f(o):
    if not o: return
    f(o)
f(K())

#% mixin generated eq dataclass order: unproven
from dataclasses import dataclass
@dataclass
class P:
    x: object
class Q:
    n = 3
    def __eq__(self, o):
        Q.n -= 1
        return Q.n <= 0
def f(p):
    if p == P(1): return
    f(p)
f(P(Q()))

#% bool calls other object's pop: unproven
class K:
    def __init__(self): self.xs = [1, 2, 3]
    def __bool__(self): return bool(self.xs.pop())
def f(o):
    if not o: return
    f(o)
f(K())

#% bool calls helper: unproven
S = [3, 2, 1, 0]
def helper(): return S.pop(0)
class K:
    def __bool__(self): return bool(helper())
def f(o):
    if not o: return
    f(o)
f(K())

#% bool via property: unproven
class K:
    n = 3
    @property
    def left(self):
        self.n -= 1
        return self.n
    def __bool__(self): return self.left > 0
def f(o):
    if not o: return
    f(o)
f(K())

#% bool via next of iterator: unproven
class K:
    def __init__(self): self.it = iter([True, True, False])
    def __bool__(self): return next(self.it)
def f(o):
    if not o: return
    f(o)
f(K())

#% bool via for over iterator: unproven
class K:
    def __init__(self): self.it = iter([True, True, False])
    def __bool__(self):
        for x in self.it: return x
        return False
def f(o):
    if not o: return
    f(o)
f(K())

#% bool via any over iterator: unproven
class K:
    def __init__(self): self.it = iter([1, 1, 0])
    def __bool__(self): return any(self.it)
def f(o):
    if not o: return
    f(o)
f(K())

#% bool via in iterator: unproven
class K:
    def __init__(self): self.it = iter([1, 1, 0])
    def __bool__(self): return 1 in self.it
def f(o):
    if not o: return
    f(o)
f(K())

#% bool via local alias store: unproven
class K:
    def __init__(self): self.xs = [1, 2]
    def __bool__(self):
        xs = self.xs
        xs += [1]
        return len(xs) < 5
def f(o):
    if not o: return
    f(o)
f(K())

#% bool via walrus attr, setattr: unproven
class K:
    n = 3
    def __bool__(self):
        setattr(self, "n", self.n - 1)
        return self.n > 0
def f(o):
    if not o: return
    f(o)
f(K())

#% bool via dict method: unproven
class K:
    n = 3
    def __bool__(self):
        self.__dict__.update(n=self.n - 1)
        return self.n > 0
def f(o):
    if not o: return
    f(o)
f(K())

#% bool via __setattr__ call: unproven
class K:
    n = 3
    def __bool__(self):
        object.__setattr__(self, "n", self.n - 1)
        return self.n > 0
def f(o):
    if not o: return
    f(o)
f(K())

#% bool via dunder setitem: unproven
class K:
    def __init__(self): self.d = [3]
    def __bool__(self):
        self.d.__setitem__(0, self.d[0] - 1)
        return self.d[0] > 0
def f(o):
    if not o: return
    f(o)
f(K())

#% bool with star target: unproven
class K:
    n = 3
    def __bool__(self):
        self.n, x = self.n - 1, 0
        return self.n > 0
def f(o):
    if not o: return
    f(o)
f(K())

#% bool with for attr target: unproven
class K:
    n = 3
    def __bool__(self):
        for self.n in [self.n - 1]: pass
        return self.n > 0
def f(o):
    if not o: return
    f(o)
f(K())

#% bool in list comp: unproven
class K:
    def __init__(self): self.xs = [1, 2]
    def __bool__(self):
        return bool([self.xs.pop() for _ in [1] if self.xs])
def f(o):
    if not o: return
    f(o)
f(K())

#% bool inner function: unproven
class K:
    n = 3
    def __bool__(self):
        def dec(): self.n -= 1
        dec()
        return self.n > 0
def f(o):
    if not o: return
    f(o)
f(K())

#% bool as lambda: unproven
class K:
    xs = [1, 1, 0]
    __bool__ = lambda self: self.xs.pop(0) > 0
def f(o):
    if not o: return
    f(o)
f(K())

#% bool cached property: unproven
import functools
class K:
    n = 3
    @functools.lru_cache
    def __bool__(self):
        K.n -= 1
        return K.n > 0
def f(o):
    if not o: return
    f(o)
f(K())

#% namedtuple items eq: unproven
class Q:
    n = 3
    def __eq__(self, o):
        Q.n -= 1
        return Q.n <= 0
def f(p):
    if p == [1]: return
    f(p)
f([Q()])

#% local bound once to len of changed: unproven
def f(xs):
    n = len(xs)
    if n == 0: return
    xs += []
    del xs[0]
    f(xs)
f([1, 2])

#% local bound once holds o.x: unproven
def f(o):
    n = o
    if not n: return
    n.pop()
    f(o)
f([1, 2])

#% parameter of parameter alias: unproven
def f(a, b):
    if not a: return
    c = b
    c += [1]
    f(a, b)
x = []
f(x, x)

#% star args alias: bounded
def f(*args):
    if not args: return
    f(*args[1:])
f(1, 2)

#% kwargs: bounded
def f(**kw):
    if not kw: return
    kw.popitem()
    f(**kw)
f(a=1, b=2)

#% mul in place: unproven
def f(xs, ys):
    if not xs: return
    ys *= 0
    f(xs, ys)
x = [1]
f(x, x)

#% sub in place set: unproven
def f(xs, ys, d):
    if not xs: return
    ys -= d
    f(xs, ys, d)
x = {1}
f(x, x, {1})

#% self aug attr alias: unproven
class C:
    def __init__(self, ys): self.ys = ys
    def f(self, xs):
        if xs: return
        self.ys += [1]
        self.f(xs)
y = []
C(y).f(y)

#% isinstance after class change: unproven
class A: pass
class B: pass
class C:
    def f(self, o):
        if isinstance(o, B): return
        self.__class__ = B
        C.f(self, o)
c = C()
c.f(c)

#% isinstance self after class change: unproven
class B: pass
class C:
    def f(self):
        if isinstance(self, B): return
        self.__class__ = B
        C.f(self)
c = C()
c.f()

#% len self slots: unproven
class C(list):
    def f(self, n):
        if len(self) > 5: return
        self += [n]
        self.f(n)
C().f(1)

#% callable: unproven
class C:
    pass
def f(o):
    if callable(o): return
    C.__call__ = lambda self: 1
    f(o)
f(C())

#% is a global rebound by another: unproven
S = None
def g():
    global S
    S = 1
def f(o):
    if S is not None: return
    g()
    f(o)
f(1)

#% is after own class attr: unproven
class C:
    s = None
def f(o):
    if C.s is not None: return
    C.s = 1
    f(o)
f(1)

#% harmless eq keeps the warning: unbounded
class P:
    def __init__(self, x): self.x = x
    def __eq__(self, other): return isinstance(other, P) and self.x == other.x
    def __hash__(self): return hash(self.x)
    def __repr__(self): return f"P({self.x!r})"
def f(n):
    if n == 0: return
    print(n)
    f(n)
f(3)

#% harmless bool keeps the warning: unbounded
class P:
    def __init__(self, x): self.x = x
    def __bool__(self): return self.x > 0
def f(o):
    if not o: return
    f(o)
f(P(1))

#% unquiet add leaves equality alone: unbounded
class P:
    def __add__(self, other): raise TypeError
def f(n):
    if n == 0: return
    f(n)
f(3)
