# Functions that others call: `partial`, `map`, copying, pickling, descriptors: see `main.rs`.

#% a partial that is called at once: unproven
import functools
def f(n):
    return functools.partial(f, n)()
f(1)

#% a partial in a variable that is called: unproven
from functools import partial
def f(n):
    g = partial(f, n)
    return g()
f(1)

#% a partial that ends: unproven
from functools import partial
def f(n):
    if n <= 0:
        return 0
    g = partial(f, n - 1)
    return g() + 1
f(3)

#% a partial puts the argument first: unproven
from functools import partial
def f(n, m=3):
    if m <= 0:
        return 0
    return partial(f, 3)(m - 1) + 1
f(3)

#% a partial gives the first argument, the call none: unproven
from functools import partial
def f(m):
    if m <= 0:
        return 0
    return partial(f, 3)()
f(3)

#% reduce of the module calls it: unproven
import functools
def f(a, b=0):
    return functools.reduce(f, [a, b])
f(1, 2)

#% a method is mapped over what it is given: unproven
class A:
    def f(self, n):
        return sum(map(self.f, [n]))
A().f(1)

#% a method is mapped over the parts: bounded
class A:
    def f(self, tree):
        if not isinstance(tree, list):
            return 1
        return sum(map(self.f, tree))
A().f([1, [2, 3]])

#% a method is mapped over the same again: unproven
class A:
    def f(self, tree):
        if not isinstance(tree, list):
            return 1
        return sum(map(self.f, [tree]))
A().f([1, [2, 3]])

#% the items are taken out in a comprehension: unproven
def f(xs):
    [xs.pop() for _ in range(1)]
    if not xs:
        f([1])
f([1])

#% deepcopy imported by name: unbounded
from copy import deepcopy
class A:
    def __deepcopy__(self, memo):
        return deepcopy(self)
deepcopy(A())

#% copy imported by name: unbounded
from copy import copy
class A:
    def __copy__(self):
        new = copy(self)
        new.x = 1
        return new
copy(A())

#% copy is a function of its own: bounded n + 1
from copy import deepcopy
def copy(x):
    return 1
class A:
    def __copy__(self):
        return copy(self)
def f(n):
    return f(n - 1) if n > 0 else copy(A()) + A().__copy__()
f(3)

#% reduce pickles the object: unbounded
import pickle
class A:
    def __reduce__(self):
        return (pickle.loads, (pickle.dumps(self),))
pickle.dumps(A())

#% reduce copies the object: unbounded
import copy
class A:
    def __reduce__(self):
        twin = copy.copy(self)
        return (A, (), twin.__dict__)
copy.copy(A())

#% a copy of its own spares the reduction: bounded n + 1
import copy
class A:
    def __copy__(self):
        return A()
    def __reduce__(self):
        copy.copy(self)
        return (A, ())
def f(n):
    return f(n - 1) if n > 0 else copy.deepcopy(A())
f(3)

#% the state is that of a copy: unbounded
import copy
class A:
    def __getstate__(self):
        return copy.copy(self).__dict__
copy.copy(A())

#% the state is that of the dictionary's copy: bounded n + 1
import copy
class A:
    def __getstate__(self):
        return copy.copy(self.__dict__)
def f(n):
    return f(n - 1) if n > 0 else copy.copy(A())
f(3)

#% what is registered comes first: unproven
import copy, copyreg
class A:
    def __reduce__(self):
        copy.copy(self)
        return (A, ())
copyreg.pickle(A, lambda a: (A, ()))
copy.copy(A())
A().__reduce__()

#% a descriptor sets its own attribute: unbounded
class Logged:
    def __set_name__(self, owner, name):
        self.name = name
    def __set__(self, obj, value):
        print(self.name, value)
        setattr(obj, self.name, value)
class Account:
    balance = Logged()
Account().balance = 1

#% a descriptor sets its own attribute, or raises: unproven
class Positive:
    def __set_name__(self, owner, name):
        self.name = name
    def __set__(self, obj, value):
        if value < 0:
            raise ValueError(value)
        setattr(obj, self.name, value)
class Account:
    balance = Positive()
Account().balance = 1

#% a descriptor deletes its own attribute: unbounded
class Kept:
    def __set_name__(self, owner, name):
        self.name = name
    def __delete__(self, obj):
        delattr(obj, self.name)
class Account:
    balance = Kept()
del Account().balance

#% a descriptor reads its own attribute: unproven
class Kept:
    def __set_name__(self, owner, name):
        self.name = name
    def __set__(self, obj, value):
        obj.__dict__[self.name] = value
    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        return getattr(obj, self.name)
class Account:
    balance = Kept()
a = Account()
a.balance = 1
a.balance

#% a descriptor that only reads lets the instance be first: unproven
class Once:
    def __set_name__(self, owner, name):
        self.name = name
    def __get__(self, obj, owner=None):
        obj.__dict__[self.name] = 1
        return getattr(obj, self.name)
class Account:
    balance = Once()
Account().balance

#% a descriptor keeps the value under another name: bounded n + 1
class Positive:
    def __set_name__(self, owner, name):
        self.name = "_" + name
    def __set__(self, obj, value):
        setattr(obj, self.name, value)
class Account:
    balance = Positive()
Account().balance = 1
def f(n):
    return f(n - 1) if n > 0 else 0
f(3)

#% a descriptor whose name is changed later: unproven
class Positive:
    def __set_name__(self, owner, name):
        self.name = name
    def __set__(self, obj, value):
        setattr(obj, self.name, value)
class Account:
    balance = Positive()
Account.__dict__["balance"].name = "_balance"
Account().balance = 1

#% a descriptor of a class that stores in its own way: unproven
class Positive:
    def __set_name__(self, owner, name):
        self.name = name
    def __set__(self, obj, value):
        setattr(obj, self.name, value)
class Account:
    balance = Positive()
    def __setattr__(self, name, value):
        self.__dict__[name] = value
Account.__dict__["balance"].__set__(Account(), 1)

#% a descriptor that is called for another object: unproven
class Other:
    pass
class Positive:
    def __set_name__(self, owner, name):
        self.name = name
    def __set__(self, obj, value):
        setattr(obj, self.name, value)
class Account:
    balance = Positive()
p = Positive()
p.__set_name__(Other, "x")
p.__set__(Other(), 1)
