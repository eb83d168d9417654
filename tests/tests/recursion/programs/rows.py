# Parts of an object, gathered in a list or a tuple.

#% two sides in a tuple: bounded
class N:
    def __init__(self, l=None, r=None): self.l, self.r = l, r
def f(n):
    if n is None: return
    for k in (n.l, n.r): f(k)
f(N(N(), N(N())))

#% two sides and itself: unproven
class N:
    def __init__(self, l=None, r=None): self.l, self.r = l, r
def f(n):
    if n is None: return
    for k in (n.l, n.r, n): f(k)
f(N(N(), N(N())))

#% a list of parts handed on whole: unproven
class N:
    def __init__(self, *kids): self.kids = list(kids)
def f(n):
    f([k for k in n.kids])
try:
    f(N(N()))
except ValueError:
    pass

#% a list of parts is no smaller: unproven
def f(n):
    kids = [k for k in n]
    if len(kids) > 5: return
    f([k for k in kids])
f([1, 2])

#% a list of a part is no smaller: unproven
class N(list):
    @property
    def kids(self): return N(self)
def f(n):
    f(N([k for k in n.kids]))
f(N([1, 2]))

#% a tuple of parts is no smaller: unproven
class P:
    def __init__(self, a): self.a = a
    def __getitem__(self, i): return self.a
def f(n):
    if not n: return
    f([n[0], n[0]])
f([1, 2])

#% parts of interest: bounded
class N:
    def __init__(self, *kids): self.kids = list(kids)
def f(n):
    kids = [k for k in n.kids if k]
    for k in kids: f(k)
f(N(N(), N(N())))

#% chained parts: bounded
import itertools
class N:
    def __init__(self, *kids): self.kids, self.more = list(kids), []
def f(n):
    for k in itertools.chain(n.kids, n.more): f(k)
f(N(N(), N(N())))

#% chained with itself: unproven
import itertools
class N:
    def __init__(self, *kids): self.kids, self.more = list(kids), []
def f(n):
    for k in itertools.chain(n.kids, [n]): f(k)
f(N(N(), N(N())))

#% unpacked parts: bounded
class N:
    def __init__(self, *kids): self.kids, self.more = list(kids), []
def f(n):
    for k in [*n.kids, *n.more]: f(k)
f(N(N(), N(N())))

#% nested rows: unproven
class N:
    def __init__(self, *kids): self.kids = list(kids)
def f(n):
    for row in [[k, k] for k in n.kids]:
        for k in row: f(k)
f(N(N(), N(N())))

#% a row that grows: unproven
class N:
    def __init__(self, *kids): self.kids = list(kids)
def f(n):
    row = [k for k in n.kids]
    row.append(n)
    for k in row: f(k)
f(N(N(), N(N())))

#% a row that is added to: unproven
class N:
    def __init__(self, *kids): self.kids = list(kids)
def f(n):
    row = [k for k in n.kids]
    row += [n]
    for k in row: f(k)
f(N(N(), N(N())))

#% a row with an item replaced: unproven
class N:
    def __init__(self, *kids): self.kids = list(kids)
def f(n):
    row = [k for k in n.kids]
    row[0] = n
    for k in row: f(k)
f(N(N(), N(N())))

#% a row with a slice replaced: unproven
class N:
    def __init__(self, *kids): self.kids = list(kids)
def f(n):
    row = [k for k in n.kids]
    row[:] = [n]
    for k in row: f(k)
f(N(N(), N(N())))

#% a row with another name: unproven
class N:
    def __init__(self, *kids): self.kids = list(kids)
def f(n):
    row = [k for k in n.kids]
    other = row
    other.append(n)
    for k in row: f(k)
f(N(N(), N(N())))

#% a row under an attribute: unproven
class N:
    def __init__(self, *kids): self.kids = list(kids)
def f(n):
    row = (n.kids, n.kids)
    row[0].append(n)
    for k in row[1]: f(k)
f(N(N(), N(N())))
