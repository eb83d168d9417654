# Small recursive programs. Whether each ends is found by running it; the head line says what
# memlens is expected to say. Cycles of several functions, and measures that take more than one
# argument.

#% ackermann: bounded
def f(m, n):
    if m <= 0:
        return n + 1
    if n <= 0:
        return f(m - 1, 1)
    return f(m - 1, f(m, n - 1))
f(2, 2)

#% the second argument starts again without end: unbounded
def f(m, n):
    if n <= 0:
        return f(m, 5)
    return f(m, n - 1)
f(1, 1)

#% binary search: bounded
def f(xs, x, low, high):
    if low > high:
        return -1
    middle = (low + high) // 2
    if xs[middle] == x:
        return middle
    if xs[middle] < x:
        return f(xs, x, middle + 1, high)
    return f(xs, x, low, middle - 1)
f([1, 3, 5, 7], 5, 0, 3)

#% binary search that keeps the middle: unproven
def f(xs, x, low, high):
    if low >= high:
        return low
    middle = (low + high) // 2
    if xs[middle] < x:
        return f(xs, x, middle, high)
    return f(xs, x, low, middle)
f([1, 3, 5, 7], 6, 0, 3)

#% half open bisection: bounded
def f(xs, x, low, high):
    if low >= high:
        return low
    middle = low + (high - low) // 2
    if xs[middle] < x:
        return f(xs, x, middle + 1, high)
    return f(xs, x, low, middle)
f([1, 3, 5, 7], 6, 0, 4)

#% three functions in turn: bounded
def f(n):
    if n <= 0:
        return
    g(n - 1)
def g(n):
    h(n)
def h(n):
    f(n)
f(7)

#% three functions that never get anywhere: unbounded
def f(n):
    g(n - 1)
def g(n):
    h(n + 1)
def h(n):
    f(n)
f(7)

#% one goes down, the other up again: unproven
def f(n):
    if n <= 0:
        return
    g(n - 1)
def g(n):
    f(n + 1)
f(7)

#% a list and its tail by turns: bounded
def f(xs):
    if not xs:
        return 0
    return g(xs[1:])
def g(xs):
    return 1 + f(xs)
f([1, 2, 3])

#% nested lists: bounded
def f(x):
    if not isinstance(x, list):
        return [x]
    out = []
    for item in x:
        out += f(item)
    return out
f([1, [2, [3]]])

#% flattening a text: unproven
def f(x):
    out = []
    for item in x:
        if hasattr(item, "__iter__"):
            out += f(item)
        else:
            out.append(item)
    return out
f(["ab"])

#% flattening but texts: bounded
def f(x):
    if isinstance(x, str):
        return [x]
    out = []
    for item in x:
        if hasattr(item, "__iter__"):
            out += f(item)
        else:
            out.append(item)
    return out
f(["ab", ["c"]])

#% a tree of objects: bounded
class Node:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right
def f(node):
    if node is None:
        return 0
    return f(node.left) + node.value + f(node.right)
f(Node(1, Node(2), Node(3)))

#% the same node again: unbounded
class Node:
    def __init__(self, next=None):
        self.next = next
def f(node):
    if node is None:
        return 0
    return 1 + f(node)
f(Node())

#% a tree that grows under the walk: unproven
class Node:
    def __init__(self):
        self.next = None
def f(node):
    if node is None:
        return
    node.next = Node()
    f(node.next)
f(Node())

#% nested dictionaries: bounded
def f(d):
    for key, value in d.items():
        if isinstance(value, dict):
            f(value)
f({"a": {"b": {}}})

#% head and tail of nested lists: bounded
def f(xs):
    if not xs:
        return 0
    first = xs[0]
    if isinstance(first, list):
        return f(first) + f(xs[1:])
    return 1 + f(xs[1:])
f([1, [2, 3], []])

#% quicksort: bounded
def f(xs):
    if len(xs) < 2:
        return xs
    pivot = xs[0]
    less = [x for x in xs[1:] if x < pivot]
    more = [x for x in xs[1:] if x >= pivot]
    return f(less) + [pivot] + f(more)
f([3, 1, 2])

#% quicksort that keeps the pivot: unproven
def f(xs):
    if len(xs) < 2:
        return xs
    pivot = xs[0]
    less = [x for x in xs if x < pivot]
    more = [x for x in xs if x >= pivot]
    return f(less) + f(more)
f([3, 3, 3])

#% permutations: bounded
def f(xs):
    if len(xs) <= 1:
        return [xs]
    out = []
    for i in range(len(xs)):
        for rest in f(xs[:i] + xs[i + 1:]):
            out.append([xs[i]] + rest)
    return out
f([1, 2, 3])

#% a graph with a set of visited nodes: bounded
graph = {1: [2, 3], 2: [1], 3: [3]}
def f(node, seen):
    if node in seen:
        return
    seen.add(node)
    for other in graph[node]:
        f(other, seen)
f(1, set())

#% a graph with a fresh set each time: unproven
graph = {1: [2], 2: [1]}
def f(node, seen=None):
    seen = set()
    if node in seen:
        return
    seen.add(node)
    for other in graph[node]:
        f(other, seen)
f(1)

#% a graph with no set at all: unproven
graph = {1: [2], 2: [1]}
def f(node):
    for other in graph[node]:
        f(other)
f(1)

#% visited before the call: bounded
graph = {1: [2, 3], 2: [1], 3: [3]}
seen = set()
def f(node):
    seen.add(node)
    for other in graph[node]:
        if other not in seen:
            f(other)
f(1)

#% visited, but forgotten at once: unproven
graph = {1: [2], 2: [1]}
seen = set()
def f(node):
    if node in seen:
        return
    seen.add(node)
    seen.clear()
    for other in graph[node]:
        f(other)
f(1)

#% numbers are never all visited: unproven
seen = set()
def f(n):
    if n in seen:
        return
    seen.add(n)
    f(n + 1)
f(1)

#% a flag that is given away: bounded
def f(x, again=True):
    if again:
        return f(x, False)
    return x
f(1)

#% a flag that comes back: unproven
def f(x, again=True):
    if again:
        return f(x, again=bool(x))
    return x
f(1)

#% wraps what is no list: bounded
def f(x):
    if not isinstance(x, list):
        return f([x])
    return len(x)
f(1)

#% wraps for ever: unbounded
def f(x):
    return f([x])
f(1)

#% a parameter rebound on the way: bounded
def f(n):
    if n <= 0:
        return
    n -= 1
    f(n)
f(4)

#% progress lost by rebinding: unproven
def f(n):
    if n <= 0:
        return
    n -= 1
    n += 1
    f(n)
f(4)

#% a depth that is limited: bounded 7 - depth
def f(x, depth=0):
    if depth > 5:
        return x
    return f([x, x], depth + 1)
f(1)

#% a depth that is not handed on: unproven
def f(x, depth=0):
    if depth > 5:
        return x
    return f([x])
f(1)

#% pops until empty: bounded
def f(xs):
    if len(xs) == 0:
        return
    xs.pop()
    f(xs)
f([1, 2, 3])

#% pops and puts back: unproven
def f(xs):
    if not xs:
        return
    xs.append(xs.pop())
    f(xs)
f([1, 2, 3])

#% catalan numbers: bounded
def f(n):
    if n == 0:
        return 1
    total = 0
    for i in range(n):
        total += f(i) * f(n - 1 - i)
    return total
f(5)

#% smaller numbers by a loop: bounded
def f(n):
    return 1 + sum(f(i) for i in range(n))
f(5)

#% a linked list in a match: bounded
def f(xs):
    match xs:
        case []:
            return 0
        case [first, *rest]:
            return 1 + f(rest)
f([1, 2, 3])

#% a method on a child: bounded
class C:
    def __init__(self, children):
        self.children = children
    def f(self):
        return 1 + sum(C.f(child) for child in self.children)
C([C([]), C([])]).f()

#% a wrapper that calls itself: unbounded
def wrap(function):
    def f(*args):
        return f(*args)
    return f
@wrap
def g(x):
    return x
g(1)

#% a wrapper that calls what it wraps: bounded
def wrap(function):
    def inner(*args):
        return function(*args)
    return inner
@wrap
def f(n):
    if n <= 0:
        return 0
    return f(n - 1)
f(3)

#% a callback to map: bounded
def f(tree):
    return 1 + sum(map(f, tree.values()))
f({"a": {}})

#% sorted by itself: unproven
def f(x):
    return sorted([1, 2], key=f)
f(1)

#% up the parents: bounded
class Node:
    def __init__(self, parent=None):
        self.parent = parent
def f(node):
    if node is None:
        return 0
    return 1 + f(node.parent)
f(Node(Node()))

#% down and up again: unproven
class Node:
    def __init__(self, parent=None):
        self.parent = parent
        self.child = None
def f(node):
    if node is None:
        return
    f(node.child)
    f(node.parent)
n = Node()
n.child = Node(n)
f(n)

#% to the sibling by the parent: unproven
class Node:
    def __init__(self, parent=None):
        self.parent = parent
        self.first = None
def f(node):
    if node.parent is None:
        return
    f(node.parent.first)
n = Node()
n.first = Node(n)
f(n.first)

#% back and forth in a doubly linked list: unproven
class Node:
    def __init__(self):
        self.next = self.prev = None
def f(node, forward):
    if node is None:
        return
    if forward:
        f(node.next, not forward)
    else:
        f(node.prev, not forward)
a, b = Node(), Node()
a.next, b.prev = b, a
f(a, True)
