# Programs in which a test of an unchanged argument turns all the same, or an operation that looks harmless raises
# in the end: by special methods of the file's classes, second names, iterators that are used up.
import sys,resource,subprocess
L=sys.argv[1]
res={}
for _ in range(5):
    for b in ('/work/main/target/release/memlens','/work/wt-rec/target/release/memlens'):
        a=resource.getrusage(resource.RUSAGE_CHILDREN); 
        subprocess.run([b,'check',L],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL)
        c=resource.getrusage(resource.RUSAGE_CHILDREN); res.setdefault(b,[]).append(c.ru_utime+c.ru_stime-a.ru_utime-a.ru_stime)
for b,r in res.items(): print(b,round(min(r),3),[round(x,2) for x in r])

#% bool changes: unproven
class Countdown:
    def __init__(self): self.n = 3
    def __bool__(self):
        self.n -= 1
        return self.n > 0
def f(o):
    if not o: return
    f(o)
f(Countdown())

#% len changes: unproven
class L:
    def __init__(self): self.n = 3
    def __len__(self):
        self.n -= 1
        return self.n
def f(o):
    if len(o) == 0: return
    f(o)
f(L())

#% len via truth: unproven
class L:
    def __init__(self): self.n = 3
    def __len__(self):
        self.n -= 1
        return self.n
def f(o):
    if not o: return
    f(o)
f(L())

#% eq changes: unproven
class L:
    def __init__(self): self.n = 3
    def __eq__(self, other):
        self.n -= 1
        return self.n == other
def f(o):
    if o == 0: return
    f(o)
f(L())

#% lt changes: unproven
class L:
    def __init__(self): self.n = 3
    def __lt__(self, other):
        self.n -= 1
        return self.n < other
def f(o):
    if o < 0: return
    f(o)
f(L())

#% contains changes: unproven
class L:
    def __init__(self): self.n = 3
    def __contains__(self, other):
        self.n -= 1
        return self.n > 0
def f(o):
    if 3 not in o: return
    f(o)
f(L())

#% neg: unproven
class L:
    def __init__(self): self.n = 3
    def __neg__(self):
        self.n -= 1
        return -self.n
def f(o):
    if -o == 0: return
    f(o)
f(L())

#% abs: unproven
class L:
    def __init__(self): self.n = 3
    def __abs__(self):
        self.n -= 1
        return self.n
def f(o):
    if abs(o) == 0: return
    f(o)
f(L())

#% add: unproven
class L:
    def __init__(self): self.n = 3
    def __add__(self, x):
        self.n -= 1
        return self.n
def f(o):
    if o + 1 == 0: return
    f(o)
f(L())

#% mod: unproven
class L:
    def __init__(self): self.n = 3
    def __mod__(self, x):
        self.n -= 1
        return self.n
def f(o):
    if o % 2 == 0: return
    f(o)
f(L())

#% instancecheck: unproven
class M(type):
    n = 3
    def __instancecheck__(cls, o):
        M.n -= 1
        return M.n == 0
class K(metaclass=M): pass
def f(o):
    if isinstance(o, K): return
    f(o)
f(1)

#% class property: unproven
class K:
    n = 3
    @property
    def __class__(self):
        K.n -= 1
        return int if K.n <= 0 else K
def f(o):
    if isinstance(o, int): return
    f(o)
f(K())

#% subclasshook: unproven
import abc
class A(abc.ABC):
    n = 3
    @classmethod
    def __subclasscheck__(cls, o): return True
class M(abc.ABCMeta):
    n = 3
    def __subclasscheck__(cls, sub):
        M.n -= 1
        return M.n <= 0
class B(metaclass=M): pass
def f(o):
    if issubclass(o, B): return
    f(o)
f(int)

#% self attr dec with bool: unproven
class C:
    def __init__(self): self.n = 3
    def __bool__(self): return self.n > 0
    def f(self):
        if not self: return
        self.n -= 1
        self.f()
C().f()

#% self attr dec with bool in function: unproven
class C:
    def __init__(self): self.n = 3
    def __bool__(self): return self.n > 0
    def dec(self): self.n -= 1
    def f(self):
        if not self: return
        self.dec()
        self.f()
C().f()

#% property on receiver changes: unproven
class C:
    def __init__(self): self.n = 3
    def __bool__(self): return self.n > 0
    @property
    def p(self):
        self.n -= 1
        return 1
    def f(self):
        if not self: return
        self.p
        self.f()
C().f()

#% iadd in place: unproven
def f(xs, ys):
    if xs: return
    ys += [1]
    f(xs, ys)
a = []
f(a, a)

#% aliased list by slice assign: unproven
def f(xs, ys):
    if xs: return
    ys[:] = [1]
    f(xs, ys)
a = []
f(a, a)

#% alias append: unproven
def f(xs, ys):
    if xs: return
    ys.append(1)
    f(xs, ys)
a = []
f(a, a)

#% alias via local: unproven
def f(xs):
    if xs: return
    ys = xs
    ys += [1]
    f(xs)
f([])

#% walrus alias: unproven
def f(xs):
    if xs: return
    (ys := xs).append(1)
    f(xs)
f([])

#% global list changed via augassign of other name: unproven
G = []
def f(xs):
    global G
    if xs: return
    G += [1]
    f(xs)
f(G)

#% repr changes o: unproven
class K:
    def __init__(self): self.n = 3
    def __repr__(self):
        self.n -= 1
        return "k"
    def __bool__(self): return self.n > 0
def f(o):
    if not o: return
    print(o)
    f(o)
f(K())

#% f-string changes o: unproven
class K:
    def __init__(self): self.n = 3
    def __str__(self):
        self.n -= 1
        return "k"
    def __bool__(self): return self.n > 0
def f(o):
    if not o: return
    s = f"{o}"
    f(o)
f(K())

#% list(o) changes: unproven
def f(it):
    if not it: return
    list(it)
    f(it)
class K:
    def __init__(self): self.n = 3
    def __iter__(self):
        self.n -= 1
        return iter(())
    def __bool__(self): return self.n > 0
f(K())

#% for loop over o changes: unproven
class K:
    def __init__(self): self.n = 3
    def __iter__(self):
        self.n -= 1
        return iter(())
    def __bool__(self): return self.n > 0
def f(it):
    if not it: return
    for x in it: pass
    f(it)
f(K())

#% add operation changes: unproven
class K:
    def __init__(self): self.n = 3
    def __add__(self, o):
        self.n -= 1
        return self
    def __bool__(self): return self.n > 0
def f(it):
    if not it: return
    x = it + 1
    f(it)
f(K())

#% hash raises eventually: unproven
class K:
    n = 3
    def __hash__(self):
        K.n -= 1
        if K.n < 0: raise ValueError
        return 1
def f(o):
    hash(o)
    f(o)
f(K())

#% print raises eventually: unproven
class K:
    n = 3
    def __repr__(self):
        K.n -= 1
        if K.n < 0: raise ValueError
        return "1"
def f(o):
    print(o)
    f(o)
f(K())

#% bool raises eventually: unproven
class K:
    n = 3
    def __bool__(self):
        K.n -= 1
        if K.n < 0: raise ValueError
        return True
def f(o):
    if o: f(o)
    else: f(o)
f(K())

#% add raises eventually: unproven
class K:
    n = 3
    def __add__(self, o):
        K.n -= 1
        if K.n < 0: raise ValueError
        return self
def f(o):
    return f(o + 1)
f(K())

#% format raises eventually: unproven
class K:
    n = 3
    def __format__(self, o):
        K.n -= 1
        if K.n < 0: raise ValueError
        return ""
def f(o):
    return f"{o}" + f(o)
f(K())

#% iter raises eventually: unproven
class K:
    n = 3
    def __iter__(self):
        K.n -= 1
        if K.n < 0: raise ValueError
        return iter(())
def f(o):
    for x in o: pass
    return f(o)
f(K())

#% map lambda raises: unproven
def g(x):
    g.n -= 1
    if g.n < 0: raise ValueError
g.n = 3
def f(o):
    list(map(g, [1]))
    return f(o)
f(1)

#% sorted key raises: unproven
xs = [3]
def f(o):
    sorted([1], key=lambda x: 1 / xs[0])
    xs[0] -= 1
    return f(o)
f(1)

#% self getattr raises: unproven
class C:
    n = 3
    def __getattr__(self, name):
        C.n -= 1
        if C.n < 0: raise ValueError
        return 1
    def f(self):
        self.x
        self.f()
C().f()

#% module attr property: unproven
class C:
    n = 3
    @property
    def x(self):
        C.n -= 1
        if C.n < 0: raise ValueError
    def f(self):
        self.x
        self.f()
C().f()

#% property of a base: unproven
class B:
    n = 3
    @property
    def x(self):
        B.n -= 1
        if B.n < 0: raise ValueError
class C(B):
    def f(self):
        self.x
        self.f()
C().f()

#% descriptor attr: unproven
class D:
    n = 3
    def __get__(self, o, t):
        D.n -= 1
        if D.n < 0: raise ValueError
class C:
    x = D()
    def f(self):
        self.x
        self.f()
C().f()

#% setattr raises on receiver: unproven
class C:
    n = 3
    def __setattr__(self, k, v):
        C.n -= 1
        if C.n < 0: raise ValueError
    def f(self):
        self.x = 1
        self.f()
C().f()

#% slice raises: unproven
class K:
    n = 3
    def __getitem__(self, i):
        K.n -= 1
        if K.n < 0: raise ValueError
        return self
def f(o):
    f(o[1:])
f(K())

#% unpack: unproven
class K:
    n = 3
    def __iter__(self):
        K.n -= 1
        if K.n < 0: raise ValueError
        return iter((1, 2))
def f(o):
    g = [*o]
    f(o)
f(K())

#% eq raises: unproven
class K:
    n = 3
    def __eq__(self, o):
        K.n -= 1
        if K.n < 0: raise ValueError
        return True
def f(o):
    if o == 1: f(o)
    else: f(o)
f(K())

#% callable getattr default: unproven
class K:
    n = 3
    def __getattr__(self, k):
        K.n -= 1
        if K.n < 0: raise ValueError
        return 1
def f(o):
    getattr(o, "x", 1)
    f(o)
f(K())

#% hasattr: unproven
class K:
    n = 3
    def __getattr__(self, k):
        K.n -= 1
        if K.n < 0: raise ValueError
        return 1
def f(o):
    hasattr(o, "x")
    f(o)
f(K())

#% global truth: unproven
class K:
    n = 3
    def __bool__(self):
        K.n -= 1
        return K.n > 0
T = K()
def f(o):
    if not T: return
    f(o)
f(1)

#% global list truth: unproven
T = [1, 2]
def g():
    T.pop()
def f(o):
    if not T: return
    T.pop()
    f(o)
f(1)

#% global list truth 2: unproven
T = [1, 2]
def f(o):
    if not T: return
    del T[0]
    f(o)
f(1)

#% global list truth 3: unproven
T = [1, 2]
def f(o):
    if not T: return
    T[:] = T[1:]
    f(o)
f(1)

#% global list truth 4: unproven
T = [1, 2]
U = T
def f(o):
    global U
    if len(T) > 10: return
    U += [1]
    f(o)
f(1)

#% int literal eq on subclass: unproven
class I(int):
    n = 3
    def __eq__(self, o):
        I.n -= 1
        return I.n <= 0
    __hash__ = int.__hash__
def f(o):
    if o == 5: return
    f(o)
f(I(3))

#% generator passed, truth of any: unproven
def f(it):
    if any(it): return
    f(it)
f(iter([0, 0, 1]))
f(iter([False, True]))

#% in iterator consumes: unproven
def f(it):
    if 2 in it: return
    f(it)
f(iter([1, 2]))

#% in iterator consumes2: unproven
def f(it):
    if 2 not in it: return
    f(it)
f(iter([1, 2]))
