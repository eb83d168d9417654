Programs in which a subclass, or an assignment, puts another function in a method's place.

#% a subclass overrides and stops: unproven
class Base:
    def m(self): return self.m()
class Sub(Base):
    k = 0
    def m(self):
        if self.k: return 1
        self.k = 1
        return super().m()
Sub().m()

#% a subclass of a subclass overrides: unproven
class Base:
    def m(self): return self.m()
class Middle(Base): pass
class Sub(Middle):
    k = 0
    def m(self):
        if self.k: return 1
        self.k = 1
        return super().m()
Sub().m()

#% a mixin comes first: unproven
class Base:
    def m(self): return self.m()
class Mixin:
    k = 0
    def m(self):
        if self.k: return 1
        self.k = 1
        return super().m()
class Sub(Mixin, Base): pass
Sub().m()

#% a mixin that comes last: unbounded
class Base:
    def m(self): return self.m()
class Mixin:
    def m(self): return 1
class Sub(Base, Mixin): pass
Sub().m()

#% a subclass that overrides something else: unbounded
class Base:
    def m(self): return self.m()
class Sub(Base):
    def n(self): return 1
Sub().m()

#% a base nested in a class: unproven
class Outer:
    class Base:
        def m(self): return self.m()
class Sub(Outer.Base):
    k = 0
    def m(self):
        if self.k: return 1
        self.k = 1
        return super().m()
Sub().m()

#% setattr overridden: unproven
class A:
    def __setattr__(self, name, value): self.x = value
class B(A):
    k = []
    def __setattr__(self, name, value):
        if self.k: return
        self.k.append(1)
        super().__setattr__(name, value)
B().y = 1

#% len overridden: unproven
class A:
    def __len__(self): return len(self)
class B(A):
    k = []
    def __len__(self):
        if self.k: return 1
        self.k.append(1)
        return super().__len__()
len(B())

#% a property overridden by a class attribute: unproven
class A:
    @property
    def x(self): return self.x
class B(A):
    x = 5
A.x.fget(B())

#% a property that nothing overrides: unbounded
class A:
    @property
    def x(self): return self.x
class B(A):
    y = 5
B().x

#% a method overridden by an assignment: unproven
class A:
    def m(self): return self.m()
class B(A):
    m = len
    def __len__(self): return 1
    def n(self):
        return super().m()
class C(A):
    m = lambda self: 1
A.m(C())

#% a method given an object of another class: unproven
class Node:
    def size(self): return 1 + self.size()
class Leaf:
    def size(self): return 1
Node.size(Leaf())

#% a method called by its class on its own receiver: unbounded
class Node:
    def size(self): return 1 + Node.size(self)
Node().size()

#% a method called by its class on an instance: unbounded
class Node:
    def size(self): return 1 + self.size()
Node.size(Node())

#% a private method in a subclass is another: unbounded
class A:
    def __m(self): return self.__m()
    def n(self): return self.__m()
class B(A):
    def __m(self): return 1
B().n()

#% a constructor that is assigned later: unproven
class A:
    def __init__(self): self.c = A()
A.__init__ = lambda self: None
A()

#% a constructor that makes another: unbounded
class A:
    def __init__(self): self.c = A()
A()

#% a special method that is assigned later: unproven
class A:
    def __len__(self): return len(self)
f = A.__len__
A.__len__ = lambda self: 1
f(A())

#% a global put into the dictionary: unproven
def f(): return f()
g = f
globals()["f"] = lambda: 1
g()

#% a global put into the dictionary under another name: unproven
def f(): return f()
g = f
names = globals()
names["f"] = lambda: 1
g()

#% a global put into the dictionary by vars: unproven
def f(): return f()
g = f
vars()["f"] = lambda: 1
g()

#% a global stored in the module: unproven
import sys
def f(): return f()
g = f
sys.modules[__name__] = type(sys)("own")
sys.modules[__name__].__dict__["f"] = lambda: 1
globals().update(vars(sys.modules[__name__]))
g()

#% an attribute of the name of a function: unbounded
class C: pass
def f(): return f()
C().f = 1
f()

#% a function inside one cannot be reached by globals: unbounded
def outer():
    def f(): return f()
    return f()
globals()["f"] = lambda: 1
outer()

#% a method put into the instance: unproven
class A:
    def m(self):
        self.__dict__["m"] = lambda: 1
        return self.m()
A().m()

#% a method put into the instance under a name that varies: unproven
class A:
    def m(self, name):
        self.__dict__[name] = lambda name: 1
        return self.m(name)
A().m("m")

#% a method put into the instance by update: unproven
class A:
    def m(self):
        self.__dict__.update(m=lambda: 1)
        return self.m()
A().m()

#% the dictionary of the instance is read: unbounded
class A:
    def m(self):
        print(self.__dict__)
        return self.m()
A().m()

#% a metaclass replaces methods: unproven
class Meta(type):
    def __new__(meta, name, bases, body):
        if "m" in body: body["m"] = lambda self: 1
        return super().__new__(meta, name, bases, body)
class A(metaclass=Meta):
    def m(self): return self.m()
A().m()

#% an inherited metaclass replaces methods: unproven
class Meta(type):
    def __new__(meta, name, bases, body):
        if "m" in body: body["m"] = lambda self: 1
        return super().__new__(meta, name, bases, body)
class A(metaclass=Meta): pass
class B(A):
    def m(self): return self.m()
B().m()

#% an abstract class: unbounded
from abc import ABCMeta
class A(metaclass=ABCMeta):
    def m(self): return self.m()
A().m()

#% a special method assigned to another class: unbounded
class A:
    def __len__(self): return len(self)
class B: pass
B.__len__ = A.__len__
len(A())

#% a special method assigned to a subclass: unproven
class A:
    def __len__(self): return len(self)
class B(A): pass
B.__len__ = lambda self: 1
A.__len__(B())

#% a dictionary of attributes that a variable keeps: unproven
class A:
    def __init__(self):
        d = self.__dict__
        d["m"] = lambda: 1
    def m(self):
        return self.m()
A().m()

#% a dictionary of attributes kept and only read: unbounded
class A:
    def __init__(self):
        d = self.__dict__
        print(len(d))
    def m(self):
        return self.m()
A().m()

#% a dictionary of attributes is handed to a function: unproven
def patched(d, name):
    d[name] = lambda: 1
class A:
    def __init__(self):
        patched(self.__dict__, "m")
    def m(self):
        return self.m()
A().m()

#% the attributes of another object by vars: unproven
class A:
    def m(self):
        return self.m()
a = A()
vars(a)["m"] = lambda: 1
a.m()

#% setattr with a name that varies: unproven
class A:
    def __init__(self, name):
        setattr(self, name, lambda: 1)
    def m(self):
        return self.m()
A("m").m()

#% setattr over several lines: unproven
class A:
    def m(self):
        return self.m()
a = A()
setattr(
    a,
    "m",
    lambda: 1,
)
a.m()

#% setattr on the class with a name that varies: unproven
class A:
    def __len__(self):
        return len(self)
def patch(cls, name):
    setattr(cls, name, lambda self: 1)
patch(A, "__len__")
len(A())

#% setattr of another name: unbounded
class A:
    def __init__(self):
        setattr(self, "k", lambda: 1)
    def m(self):
        return self.m()
A().m()

#% setattr with a varying name on the receiver leaves special methods: unbounded
class A:
    def __init__(self, **given):
        for name, value in given.items():
            setattr(self, name, value)
    def __len__(self):
        return len(self)
len(A(__len__=lambda: 1))

#% object.__setattr__ of a method: unproven
class A:
    def m(self):
        return self.m()
a = A()
object.__setattr__(a, "m", lambda: 1)
a.m()

#% a class made by type overrides: unproven
class Base:
    def m(self):
        return self.k()
    def k(self):
        return self.m()
b = Base()
Sub = type("Sub", (Base,), {"k": lambda self: 1})
Sub().m()

#% a class made by type of other bases: unbounded
class Other: pass
class Base:
    def m(self):
        return self.k()
    def k(self):
        return self.m()
Sub = type("Sub", (Other,), {"k": lambda self: 1})
Base().m()

#% a class made by new_class overrides: unproven
import types
class Base:
    def m(self):
        return self.k()
    def k(self):
        return self.m()
b = Base()
Sub = types.new_class("Sub", (Base,), {}, lambda body: body.update(k=lambda self: 1))
Sub().m()

#% exec defines the function anew: unproven
def f(n):
    return f(n)
exec("def f(n): return 0")
f(1)

#% exec in a namespace of its own: unbounded
def f(n):
    return f(n)
exec("def f(n): return 0", {})
f(1)

#% exec replaces a method: unproven
class A:
    def m(self):
        return self.m()
exec("A.m = lambda self: 1")
A().m()

#% a subclass gets its methods by __init_subclass__: unproven
class Base:
    def __init_subclass__(cls):
        for name in ["m"]:
            setattr(cls, name, lambda self: 1)
    def m(self):
        return self.m()
class Sub(Base):
    pass
Sub().m()

#% __init_subclass__ assigns the method: unproven
class Base:
    def __init_subclass__(cls):
        cls.m = lambda self: 1
    def m(self):
        return self.m()
class Sub(Base):
    pass
Sub().m()

#% __init_subclass__ only counts: unbounded
class Base:
    made = 0
    def __init_subclass__(cls):
        Base.made += 1
    def m(self):
        return self.m()
class Sub(Base):
    pass
Sub().m()

#% a method mapped over objects of another class: unproven
class Leaf:
    def size(self):
        return 1
class Node:
    def size(self):
        return self.size() + 1
leaves = [Leaf(), Leaf()]
sum(map(Node.size, leaves))

#% a method kept under another name and given another object: unproven
class Leaf:
    def size(self):
        return 1
class Node:
    def size(self):
        return self.size() + 1
measure = Node.size
measure(Leaf())

#% a method mapped over its own kind is endless: unproven
class Node:
    def size(self):
        return self.size() + 1
sum(map(Node.size, [Node()]))

#% setattr of names with another beginning: unbounded
class A:
    def m(self):
        return self.m()
    def __len__(self):
        return len(self)
a = A()
for i in range(3):
    setattr(a, f"x{i}", i)
a.m()

#% setattr of names that begin like the method: unproven
class A:
    def m1(self):
        return self.m1()
a = A()
for i in range(3):
    setattr(a, f"m{i}", lambda: 1)
a.m1()

#% exec of other names: unbounded
def f(n):
    return f(n)
exec("g = 1")
f(1)

#% exec of code that is kept in a variable: unproven
def f(n):
    return f(n)
code = "def f(n): return 0"
exec(code)
f(1)

#% a method called on a new object of its class: unbounded
class A:
    def __init__(self, n):
        self.n = n
    def f(self):
        return A(self.n + 1).f()
A(1).f()

#% a method of a new object whose class makes others: unproven
class Other:
    def f(self):
        return 1
class A:
    def __new__(cls):
        return Other()
    def f(self):
        return A().f()
A.f(None)

#% a method of a new object that is replaced: unproven
class A:
    def __init__(self):
        self.f = lambda: 1
    def f(self):
        return A().f()
A.f(None)

#% a method on new objects down to a bound: bounded n + 1
class A:
    def __init__(self, n):
        self.n = n
    def f(self, n):
        if n <= 0:
            return 0
        return A(self.n).f(n - 1)
A(1).f(30)
