# What textbooks and puzzles ask for, the rest.

#% classic nested dfs: bounded
def go(g, s):
    seen = set()
    def dfs(n):
        if n in seen: return
        seen.add(n)
        for m in g[n]: dfs(m)
    dfs(s)
go({1: [2], 2: [1]}, 1)

#% classic trie: bounded
class T:
    def __init__(self): self.kids, self.end = {}, False
    def add(self, w):
        if not w:
            self.end = True; return
        if w[0] not in self.kids: self.kids[w[0]] = T()
        self.kids[w[0]].add(w[1:])
T().add("ab")

#% classic trie walk: bounded
class T:
    def __init__(self): self.kids, self.end = {}, False
    def words(self, pre=""):
        out = [pre] if self.end else []
        for c, k in self.kids.items(): out += k.words(pre + c)
        return out
t = T(); t.kids["a"] = T(); t.words()

#% classic expr tuple: bounded
def ev(e):
    if isinstance(e, int): return e
    op, a, b = e
    return ev(a) + ev(b)
ev(("+", 1, ("+", 2, 3)))

#% classic minimax: bounded
def mm(board, depth, mine):
    if depth == 0: return 0
    if mine: return max(mm(b, depth - 1, False) for b in board)
    return min(mm(b, depth - 1, True) for b in board)
mm([[[1]]], 2, True)

#% classic memo dict: bounded n
def fib(n, memo={}):
    if n in memo: return memo[n]
    if n <= 1: return n
    memo[n] = fib(n - 1, memo) + fib(n - 2, memo)
    return memo[n]
fib(20)

#% classic sum list: bounded len(xs) + 1
def total(xs):
    if len(xs) == 0: return 0
    return xs[0] + total(xs[1:])
total([1,2])

#% classic sum list one: bounded
def total(xs):
    if len(xs) == 1: return xs[0]
    return xs[0] + total(xs[1:])
total([1,2])

#% classic max list: unproven
def biggest(xs):
    if len(xs) == 1: return xs[0]
    m = biggest(xs[1:])
    return xs[0] if xs[0] > m else m
biggest([1,2])

#% classic head tail: bounded
def total(xs):
    if not xs: return 0
    head, *tail = xs
    return head + total(tail)
total([1,2])

#% classic count string: bounded len(s) + 1
def count(s, c):
    if s == "": return 0
    return (s[0] == c) + count(s[1:], c)
count("abc", "b")

#% classic index: bounded len(xs) - i + 1
def total(xs, i):
    if i == len(xs): return 0
    return xs[i] + total(xs, i + 1)
total([1,2], 0)

#% classic index back: bounded n + 1
def total(xs, n):
    if n == 0: return 0
    return xs[n-1] + total(xs, n - 1)
total([1,2], 2)

#% classic maze: unproven
def path(m, r, c):
    if r == len(m) - 1 and c == len(m[0]) - 1: return True
    if r >= len(m) or c >= len(m[0]) or m[r][c] == 1: return False
    return path(m, r + 1, c) or path(m, r, c + 1)
path([[0,0],[0,0]], 0, 0)

#% classic maze marks: unproven
def path(m, r, c):
    if not (0 <= r < len(m) and 0 <= c < len(m[0])) or m[r][c] != 0: return False
    if (r, c) == (1, 1): return True
    m[r][c] = 2
    return path(m, r+1, c) or path(m, r-1, c) or path(m, r, c+1) or path(m, r, c-1)
path([[0,0],[0,0]], 0, 0)

#% classic josephus: bounded n
def j(n, k): return 0 if n == 1 else (j(n - 1, k) + k) % n
j(5, 2)

#% classic gcd minus: unproven
def gcd(a, b):
    if a == b: return a
    if a > b: return gcd(a - b, b)
    return gcd(a, b - a)
gcd(4, 6)

#% classic gcd: bounded
def gcd(a, b): return a if b == 0 else gcd(b, a % b)
gcd(4, 6)

#% classic binom: bounded
def binom(n, k):
    if k == 0 or k == n: return 1
    return binom(n - 1, k - 1) + binom(n - 1, k)
binom(5, 2)

#% classic binom safe: bounded
def binom(n, k):
    if k < 0 or k > n: return 0
    if k == 0 or k == n: return 1
    return binom(n - 1, k - 1) + binom(n - 1, k)
binom(5, 2)

#% classic combos: bounded
def combos(xs, k):
    if k == 0: return [[]]
    if not xs: return []
    return [[xs[0]] + c for c in combos(xs[1:], k - 1)] + combos(xs[1:], k)
combos([1,2,3], 2)

#% classic combo sum: unproven
def cs(cands, target, start=0, path=()):
    if target == 0: print(path); return
    if target < 0: return
    for i in range(start, len(cands)):
        cs(cands, target - cands[i], i, path + (cands[i],))
cs([2,3], 7)

#% classic backtrack: unproven
def bt(nums, path, out):
    if len(path) == len(nums): out.append(path[:]); return
    for n in nums:
        if n in path: continue
        path.append(n)
        bt(nums, path, out)
        path.pop()
bt([1,2], [], [])

#% classic backtrack start: bounded
def bt(nums, start, path, out):
    out.append(path[:])
    for i in range(start, len(nums)):
        path.append(nums[i])
        bt(nums, i + 1, path, out)
        path.pop()
bt([1,2], 0, [], [])

#% classic word break: bounded
def wb(s, words):
    if not s: return True
    for i in range(1, len(s) + 1):
        if s[:i] in words and wb(s[i:], words): return True
    return False
wb("ab", {"a", "b"})

#% classic word break prefix: unproven
def wb(s, words):
    if not s: return True
    for w in words:
        if s.startswith(w) and wb(s[len(w):], words): return True
    return False
wb("ab", {"a", "b"})

#% classic sudoku: unproven
def empty(b):
    for i in range(2):
        for j in range(2):
            if b[i][j] == 0: return i, j
    return None
def solve(b):
    e = empty(b)
    if not e: return True
    r, c = e
    for v in range(1, 3):
        b[r][c] = v
        if solve(b): return True
        b[r][c] = 0
    return False
solve([[0, 0], [0, 0]])

#% classic linked length: bounded
def length(n): return 0 if n is None else 1 + length(n.next)
length(None)

#% classic linked method: unproven
class L:
    def __init__(self, v, rest=None): self.v, self.rest = v, rest
    def __len__(self): return 1 + (len(self.rest) if self.rest else 0)
len(L(1, L(2)))

#% classic repr tree: bounded
class N:
    def __init__(self, v, kids=()): self.v, self.kids = v, list(kids)
    def __repr__(self): return f"N({self.v}, {self.kids!r})"
    def total(self): return self.v + sum(k.total() for k in self.kids)
repr(N(1, [N(2)])); N(1, [N(2)]).total()

#% classic even odd: bounded n + 1
def even(n): return True if n == 0 else odd(n - 1)
def odd(n): return False if n == 0 else even(n - 1)
even(4)

#% classic collatz: unproven
def collatz(n): return 1 if n == 1 else 1 + collatz(n // 2 if n % 2 == 0 else 3 * n + 1)
collatz(6)

#% classic input: unproven
def ask():
    x = input("?")
    if x != "y": ask()

#% classic dirs: bounded
import os
def walk(path):
    for name in os.listdir(path):
        full = os.path.join(path, name)
        if os.path.isdir(full): walk(full)
        else: print(full)

#% classic dirs scandir: bounded
import os
def size(path):
    total = 0
    for e in os.scandir(path):
        if e.is_file(): total += e.stat().st_size
        elif e.is_dir(): total += size(e.path)
    return total

#% classic dirs pathlib: bounded
def tree(p):
    for c in p.iterdir():
        if c.is_dir(): tree(c)

#% classic countdown while: unproven
def f(n):
    while n > 0:
        n -= 1
        f(n)
f(5)

#% classic for range: bounded
def f(n):
    for i in range(n): f(i)
f(5)

#% classic range from one: bounded
def f(n):
    if n == 0: return 1
    return sum(f(n - i) for i in range(1, n + 1))
f(5)

#% classic string split: bounded
def f(s):
    if "," not in s: return [s]
    a, b = s.split(",", 1)
    return [a] + f(b)
f("a,b,c")

#% classic string partition: unproven
def f(s):
    a, sep, b = s.partition(",")
    return [a] + f(b) if sep else [a]
f("a,b,c")

#% classic is power: bounded
def f(n):
    if n == 1: return True
    if n % 2 or n == 0: return False
    return f(n // 2)
f(8)

#% classic is power div: bounded
def f(n):
    if n == 1: return True
    if n < 1: return False
    return f(n / 2)
f(8)

#% classic tail acc: bounded n
def f(n, acc=1): return acc if n <= 1 else f(n - 1, acc * n)
f(8)

#% classic lambda: bounded n
f = lambda n: 1 if n <= 1 else n * f(n - 1)
f(8)

#% classic deepcopy: bounded
def cp(o):
    if isinstance(o, list): return [cp(x) for x in o]
    if isinstance(o, dict): return {cp(k): cp(v) for k, v in o.items()}
    return o
cp([1, {2: 3}])

#% classic merge dicts: bounded
def merge(a, b):
    for k, v in b.items():
        if k in a and isinstance(a[k], dict) and isinstance(v, dict): merge(a[k], v)
        else: a[k] = v
    return a
merge({"a": {}}, {"a": {"b": 1}})

#% classic equal trees: bounded
def same(a, b):
    if a is None and b is None: return True
    if a is None or b is None: return False
    return a.k == b.k and same(a.l, b.l) and same(a.r, b.r)
same(None, None)

#% classic mirror: bounded
def mirror(t):
    if t is None: return
    t.l, t.r = t.r, t.l
    mirror(t.l); mirror(t.r)
mirror(None)

#% classic path sum: bounded
def ps(t, s):
    if not t: return False
    if not t.l and not t.r: return s == t.v
    return ps(t.l, s - t.v) or ps(t.r, s - t.v)
ps(None, 1)

#% classic sorted array to bst: bounded
def build(xs):
    if not xs: return None
    m = len(xs) // 2
    return (build(xs[:m]), xs[m], build(xs[m+1:]))
build([1,2,3])

#% classic build indices: bounded
def build(xs, lo, hi):
    if lo > hi: return None
    m = (lo + hi) // 2
    return (build(xs, lo, m - 1), xs[m], build(xs, m + 1, hi))
build([1,2,3], 0, 2)

#% classic segment tree: unproven
def build(tree, a, v, tl, tr):
    if tl == tr: tree[v] = a[tl]
    else:
        tm = (tl + tr) // 2
        build(tree, a, v * 2, tl, tm)
        build(tree, a, v * 2 + 1, tm + 1, tr)
build([0]*20, [1,2,3], 1, 0, 2)

#% classic heapify: unproven
def heapify(a, n, i):
    big = i
    l, r = 2 * i + 1, 2 * i + 2
    if l < n and a[l] > a[big]: big = l
    if r < n and a[r] > a[big]: big = r
    if big != i:
        a[i], a[big] = a[big], a[i]
        heapify(a, n, big)
heapify([1,2,3], 3, 0)

#% classic union find: unproven
def find(p, x):
    if p[x] != x: p[x] = find(p, p[x])
    return p[x]
find([0, 0], 1)

#% classic bubble: bounded n
def bubble(a, n):
    if n == 1: return
    for i in range(n - 1):
        if a[i] > a[i+1]: a[i], a[i+1] = a[i+1], a[i]
    bubble(a, n - 1)
bubble([2,1], 2)

#% classic insertion: bounded n
def ins(a, n):
    if n <= 1: return
    ins(a, n - 1)
ins([2,1], 2)

#% classic selection: bounded
def sel(xs):
    if not xs: return []
    m = min(xs)
    xs.remove(m)
    return [m] + sel(xs)
sel([2,1])

#% classic ways stairs memo: bounded n + 1
def ways(n, memo):
    if n in memo: return memo[n]
    if n < 0: return 0
    if n == 0: return 1
    memo[n] = ways(n-1, memo) + ways(n-2, memo) + ways(n-3, memo)
    return memo[n]
ways(5, {})

#% classic lru: bounded n
from functools import lru_cache
@lru_cache(None)
def fib(n): return n if n < 2 else fib(n-1) + fib(n-2)
fib(5)

#% classic grid dp nested cache: unproven
from functools import cache
def paths(m, n):
    @cache
    def go(r, c):
        if r == 0 or c == 0: return 1
        return go(r-1, c) + go(r, c-1)
    return go(m-1, n-1)
paths(3, 3)

#% classic house robber closure: bounded
def rob(nums):
    def go(i):
        if i >= len(nums): return 0
        return max(go(i+1), nums[i] + go(i+2))
    return go(0)
rob([1,2,3])

#% classic target closure: bounded
def ways(nums, t):
    def go(i, s):
        if i == len(nums): return int(s == t)
        return go(i+1, s + nums[i]) + go(i+1, s - nums[i])
    return go(0, 0)
ways([1], 1)

#% classic islands: unproven
def islands(g):
    def sink(r, c):
        if r < 0 or r >= len(g) or c < 0 or c >= len(g[0]) or g[r][c] == "0": return
        g[r][c] = "0"
        sink(r+1, c); sink(r-1, c); sink(r, c+1); sink(r, c-1)
    for r in range(len(g)):
        for c in range(len(g[0])):
            if g[r][c] == "1": sink(r, c)
islands([["1"]])
