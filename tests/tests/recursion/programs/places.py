# Types that are asked for, parts put elsewhere, visits, ranges, folders.

#% type is a list: bounded
def f(o):
    if type(o) is list: return [f(v) for v in o]
    return o
f([1, [2]])

#% type is no text: unproven
def f(o):
    if type(o) is not str: return o
    return [f(v) for v in o]
f("a")

#% type is a text: unproven
def f(o):
    if type(o) is str: return [f(v) for v in o]
    return o
f("a")

#% type among two: bounded
def f(o):
    if type(o) in (list, tuple): return [f(v) for v in o]
    return o
f([1, (2,)])

#% type among texts: unproven
def f(o):
    if type(o) in (list, str): return [f(v) for v in o]
    return o
f("a")

#% type in a variable: bounded
def f(o):
    kind = type(o)
    if kind is dict: return {k: f(v) for k, v in o.items()}
    if kind == list: return [f(v) for v in o]
    return o
f([1, {2: 3}])

#% type in a variable, then another object: unproven
def f(o, p):
    kind = type(o)
    if kind is list: return [f(v, p) for v in p]
    return o
f([], "a")
f("a", "a")

#% type of another object: unproven
def f(o, p):
    kind = type(o)
    if kind is list: return [f(o, v) for v in p]
    return o
f([], "a")

#% its class: bounded
def f(o):
    if o.__class__ is list: return [f(v) for v in o]
    return o
f([1, [2]])

#% a class by another name: unproven
T = str
def f(o):
    if type(o) is T: return [f(v) for v in o]
    return o
f("a")

#% list by another name: unproven
list = str
def f(o):
    if type(o) is list: return [f(v) for v in o]
    return o
f("a")

#% a mirror: bounded
class N:
    def __init__(self, l=None, r=None): self.l, self.r = l, r
def f(t):
    if t is None: return
    t.l, t.r = t.r, t.l
    f(t.l)
    f(t.r)
f(N(N(), N(N())))

#% itself put below itself: unproven
class N:
    def __init__(self, l=None, r=None): self.l, self.r = l, r
def f(t):
    if t is None: return
    t.l = t
    f(t.l)
f(N())

#% a part put below itself: unproven
class N:
    def __init__(self, l=None, r=None): self.l, self.r = l, r
def f(t):
    if t is None: return
    if t.l: t.l.l = t.l
    f(t.l)
f(N(N()))

#% a part put below another part: unproven
class N:
    def __init__(self, l=None, r=None): self.l, self.r = l, r
def f(t):
    if t is None: return
    if t.l:
        t.l.l = t.r
        if t.r: t.r.l = t.l
    f(t.l)
f(N(N(), N()))

#% a new part below: unproven
class N:
    def __init__(self, l=None, r=None): self.l, self.r = l, r
def f(t):
    if t is None: return
    t.l = N()
    f(t.l)
f(N())

#% a grandchild lifted: bounded
class N:
    def __init__(self, l=None): self.l = l
def f(t):
    if t is None: return
    if t.l is not None: t.l = t.l.l
    f(t.l)
f(N(N(N())))

#% cut off: bounded
class N:
    def __init__(self, l=None): self.l = l
def f(t):
    if t is None: return
    t.l = None
    f(t.l)
f(N(N(N())))

#% lifted to another object: unproven
class N:
    def __init__(self, l=None): self.l = l
def f(t, u):
    if t is None: return
    u.l = t.l
    f(u.l, t)
a = N(N())
f(a, a)
b = N(); b.l = N()
f(b, b.l)

#% visits in a class: bounded
class G:
    def __init__(self): self.adj = {1: [2], 2: [1]}; self.seen = set()
    def f(self, n):
        self.seen.add(n)
        for m in self.adj[n]:
            if m not in self.seen: self.f(m)
G().f(1)

#% visits in a class with new ones: unproven
class G:
    def __init__(self): self.adj = {}; self.seen = set()
    def f(self, n):
        self.seen.add(n)
        self.adj.setdefault(n, []).append(n + 1)
        for m in self.adj[n]:
            if m not in self.seen: self.f(m)
G().f(1)

#% visits in a class with new ones appended: unproven
class G:
    def __init__(self): self.adj = {}; self.seen = set(); self.all = [0]
    def f(self, n):
        if n in self.seen: return
        self.seen.add(n)
        self.all.append(n + 1)
        for m in self.all: self.f(m)
G().f(0)

#% visits in a class by new objects: unproven
class G:
    def __init__(self): self.seen = set(); self.all = [0]
    def f(self, n):
        if n in self.seen: return
        self.seen.add(n)
        self.all.append(object())
        for m in self.all: self.f(m)
G().f(0)

#% visits in a class by new objects, stored: unproven
class G:
    def __init__(self): self.seen = set(); self.all = {0: 0}
    def f(self, n):
        if n in self.seen: return
        self.seen.add(n)
        self.all[len(self.all)] = object()
        for m in list(self.all.values()): self.f(m)
G().f(0)

#% visits in a class that forgets: unproven
class G:
    def __init__(self): self.adj = {1: [2], 2: [1]}; self.seen = set()
    def f(self, n):
        if n in self.seen: return
        self.seen.add(n)
        for m in self.adj[n]: 
            self.seen.discard(m)
            self.f(m)
G().f(1)

#% from each index on: bounded
def f(xs, start, path):
    for i in range(start, len(xs)):
        path.append(xs[i])
        f(xs, i + 1, path)
        path.pop()
f([1, 2, 3], 0, [])

#% from each index on, again: unproven
def f(xs, start):
    for i in range(start, len(xs)): f(xs, i)
f([1, 2, 3], 0)

#% from each index on in a growing list: unproven
def f(xs, start):
    xs.append(1)
    for i in range(start, len(xs)): f(xs, i + 1)
f([1, 2, 3], 0)

#% from each index on to another end: unproven
def f(n, start):
    for i in range(start, n): f(n + 1, i + 1)
f(3, 0)

#% from each index on to a number: bounded
def f(n, start):
    for i in range(start, n): f(n, i + 1)
f(3, 0)

#% from one side: bounded
def f(n, start):
    for i in range(start + 1, n): f(n, i)
f(3, 0)

#% from one side less: unproven
def f(n, start):
    for i in range(start - 1, n): f(n, i)
f(3, 0)

#% the swapped range: unproven
def f(n, start):
    for i in range(n, start): f(n, i)
f(0, 3)
f(0, 1)

#% swaps up to an end: bounded
def f(a, l, r):
    if l == r: return
    for i in range(l, r + 1):
        a[l], a[i] = a[i], a[l]
        f(a, l + 1, r)
f([1, 2, 3], 0, 2)

#% half and one more: bounded
def f(xs):
    if not xs: return
    m = len(xs) // 2
    f(xs[:m])
    f(xs[m + 1:])
f([1, 2, 3])

#% half and none more: unproven
def f(xs):
    if not xs: return
    m = len(xs) // 2
    f(xs[m + 0:])
f([1, 2, 3])

#% half less one: unproven
def f(xs):
    if not xs: return
    m = len(xs) // 2
    f(xs[m - 1:])
f([1, 2, 3])

#% folders: bounded
import os, tempfile
def f(path):
    for name in os.listdir(path):
        full = os.path.join(path, name)
        if os.path.isdir(full): f(full)
top = tempfile.mkdtemp()
os.makedirs(top + "/a/b")
f(top)

#% folders by entries: bounded
import os, tempfile
def f(path):
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.is_dir(): f(entry.path)
top = tempfile.mkdtemp()
os.makedirs(top + "/a/b")
f(top)

#% folders by paths: bounded
import os, tempfile, pathlib
def f(path):
    for p in path.iterdir():
        if p.is_dir(): f(p)
top = tempfile.mkdtemp()
os.makedirs(top + "/a/b")
f(pathlib.Path(top))

#% folders that are made on the way: unproven
import os, tempfile
def f(path):
    os.mkdir(os.path.join(path, "x"))
    for name in os.listdir(path):
        full = os.path.join(path, name)
        if os.path.isdir(full): f(full)
f(tempfile.mkdtemp())

#% folders by their bare name: unproven
import os, tempfile
def f(path):
    for name in os.listdir(path): f(name)
top = tempfile.mkdtemp()
os.mkdir(top + "/.x"); os.chdir(top); os.symlink(".", "y")
f("y")

#% the folder itself: unproven
import os, tempfile
def f(path):
    for name in os.listdir(path): f(os.path.join(path, "."))
top = tempfile.mkdtemp()
os.mkdir(top + "/x")
f(top)

#% the folder above: unproven
import os, tempfile
def f(path):
    for name in os.listdir(path): f(os.path.join(path, name, ".."))
top = tempfile.mkdtemp()
os.mkdir(top + "/x")
try:
    f(top)
except OSError:
    pass

#% names of another folder: unproven
import os, tempfile
def f(path, other):
    for name in os.listdir(other): f(os.path.join(path, name), other)
top = tempfile.mkdtemp()
os.mkdir(top + "/x")
f("/", top)
