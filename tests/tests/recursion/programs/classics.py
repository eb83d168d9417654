# What textbooks and puzzles ask for.

#% classic hanoi: bounded n
def hanoi(n, a, b, c):
    if n == 1:
        print(a, c); return
    hanoi(n - 1, a, c, b)
    print(a, c)
    hanoi(n - 1, b, a, c)
hanoi(3, "a", "b", "c")

#% classic permutations: bounded
def perms(xs):
    if len(xs) <= 1: return [xs]
    out = []
    for i in range(len(xs)):
        rest = xs[:i] + xs[i+1:]
        for p in perms(rest): out.append([xs[i]] + p)
    return out
perms([1,2,3])

#% classic permutations swap: bounded
def perm(a, l, r):
    if l == r: print(a)
    else:
        for i in range(l, r + 1):
            a[l], a[i] = a[i], a[l]
            perm(a, l + 1, r)
            a[l], a[i] = a[i], a[l]
perm([1,2,3], 0, 2)

#% classic subsets: bounded len(xs) + 1
def subsets(xs):
    if not xs: return [[]]
    rest = subsets(xs[1:])
    return rest + [[xs[0]] + r for r in rest]
subsets([1,2,3])

#% classic queens: bounded
def queens(n, row=0, cols=()):
    if row == n: return 1
    total = 0
    for c in range(n):
        if c not in cols: total += queens(n, row + 1, cols + (c,))
    return total
queens(4)

#% classic queens board: bounded
def solve(board, col, n):
    if col >= n: return True
    for i in range(n):
        if board[i][col] == 0:
            board[i][col] = 1
            if solve(board, col + 1, n): return True
            board[i][col] = 0
    return False
solve([[0]*4 for _ in range(4)], 0, 4)

#% classic flood fill: unproven
def fill(g, r, c, old, new):
    if r < 0 or c < 0 or r >= len(g) or c >= len(g[0]): return
    if g[r][c] != old: return
    g[r][c] = new
    fill(g, r + 1, c, old, new)
    fill(g, r - 1, c, old, new)
    fill(g, r, c + 1, old, new)
    fill(g, r, c - 1, old, new)
fill([[0,0],[0,1]], 0, 0, 0, 2)

#% classic binary search: bounded
def search(xs, x, lo, hi):
    if lo > hi: return -1
    mid = (lo + hi) // 2
    if xs[mid] == x: return mid
    if xs[mid] < x: return search(xs, x, mid + 1, hi)
    return search(xs, x, lo, mid - 1)
search([1,2,3], 4, 0, 2)

#% classic binary search slices: bounded
def search(xs, x):
    if not xs: return False
    mid = len(xs) // 2
    if xs[mid] == x: return True
    if xs[mid] < x: return search(xs[mid + 1:], x)
    return search(xs[:mid], x)
search([1,2,3], 4)

#% classic merge sort: bounded ceil(log2(len(xs))) + 1
def msort(xs):
    if len(xs) <= 1: return xs
    mid = len(xs) // 2
    left, right = msort(xs[:mid]), msort(xs[mid:])
    out = []
    while left and right: out.append(left.pop(0) if left[0] < right[0] else right.pop(0))
    return out + left + right
msort([3,1,2])

#% classic merge sort lt2: bounded ceil(log2(len(xs))) + 1
def msort(xs):
    if len(xs) < 2: return xs
    mid = len(xs) // 2
    left = msort(xs[:mid])
    right = msort(xs[mid:])
    return left + right
msort([3,1,2])

#% classic merge sort in place: bounded
def msort(arr):
    if len(arr) > 1:
        mid = len(arr) // 2
        L = arr[:mid]
        R = arr[mid:]
        msort(L)
        msort(R)
        i = j = k = 0
        while i < len(L) and j < len(R):
            if L[i] <= R[j]:
                arr[k] = L[i]; i += 1
            else:
                arr[k] = R[j]; j += 1
            k += 1
        while i < len(L):
            arr[k] = L[i]; i += 1; k += 1
        while j < len(R):
            arr[k] = R[j]; j += 1; k += 1
msort([3,1,2])

#% classic merge sort indices: bounded
def msort(a, l, r):
    if l < r:
        m = l + (r - l) // 2
        msort(a, l, m)
        msort(a, m + 1, r)
msort([3,1,2], 0, 2)

#% classic quick sort comp: bounded
def qs(xs):
    if len(xs) <= 1: return xs
    p = xs[0]
    return qs([x for x in xs[1:] if x < p]) + [p] + qs([x for x in xs[1:] if x >= p])
qs([3,1,2])

#% classic quick sort pivot mid: bounded
def qs(xs):
    if len(xs) <= 1: return xs
    p = xs[len(xs) // 2]
    left = [x for x in xs if x < p]
    mid = [x for x in xs if x == p]
    right = [x for x in xs if x > p]
    return qs(left) + mid + qs(right)
qs([3,1,2])

#% classic quick sort partition: unproven
def part(a, lo, hi):
    p = a[hi]; i = lo - 1
    for j in range(lo, hi):
        if a[j] <= p:
            i += 1; a[i], a[j] = a[j], a[i]
    a[i+1], a[hi] = a[hi], a[i+1]
    return i + 1
def qs(a, lo, hi):
    if lo < hi:
        p = part(a, lo, hi)
        qs(a, lo, p - 1)
        qs(a, p + 1, hi)
qs([3,1,2], 0, 2)

#% classic quick sort pop: bounded
def qs(xs):
    if not xs: return []
    p = xs.pop()
    lo = [x for x in xs if x < p]
    hi = [x for x in xs if x >= p]
    return qs(lo) + [p] + qs(hi)
qs([3,1,2])

#% classic bst insert: bounded
class Node:
    def __init__(self, k): self.k, self.left, self.right = k, None, None
def insert(root, k):
    if root is None: return Node(k)
    if k < root.k: root.left = insert(root.left, k)
    else: root.right = insert(root.right, k)
    return root
r = None
for x in (2,1,3): r = insert(r, x)

#% classic bst insert method: bounded
class Node:
    def __init__(self, k): self.k, self.left, self.right = k, None, None
    def insert(self, k):
        if k < self.k:
            if self.left is None: self.left = Node(k)
            else: self.left.insert(k)
        else:
            if self.right is None: self.right = Node(k)
            else: self.right.insert(k)
r = Node(2)
for x in (2,1,3): r.insert(x)

#% classic bst delete: bounded
class Node:
    def __init__(self, k): self.k, self.left, self.right = k, None, None
def least(n):
    while n.left: n = n.left
    return n
def delete(root, k):
    if root is None: return None
    if k < root.k: root.left = delete(root.left, k)
    elif k > root.k: root.right = delete(root.right, k)
    else:
        if root.left is None: return root.right
        if root.right is None: return root.left
        t = least(root.right)
        root.k = t.k
        root.right = delete(root.right, t.k)
    return root
delete(Node(1), 1)

#% classic inorder: bounded
def inorder(n, out):
    if n:
        inorder(n.left, out)
        out.append(n.k)
        inorder(n.right, out)
inorder(None, [])

#% classic height: bounded
def height(n): return 0 if n is None else 1 + max(height(n.left), height(n.right))
height(None)

#% classic generator inorder: bounded
def walk(n):
    if n:
        yield from walk(n.left)
        yield n
        yield from walk(n.right)
list(walk(None))

#% classic list reverse: bounded
def rev(head):
    if head is None or head.next is None: return head
    new = rev(head.next)
    head.next.next = head
    head.next = None
    return new
rev(None)

#% classic ackermann: unproven
def ack(m, n):
    if m == 0: return n + 1
    if n == 0: return ack(m - 1, 1)
    return ack(m - 1, ack(m, n - 1))
ack(2, 2)

#% classic palindrome: bounded
def pal(s):
    if len(s) < 2: return True
    return s[0] == s[-1] and pal(s[1:-1])
pal("abba")

#% classic palindrome indices: unproven
def pal(s, i=0, j=None):
    if j is None: j = len(s) - 1
    if i >= j: return True
    return s[i] == s[j] and pal(s, i + 1, j - 1)
pal("abba")

#% classic coin change: unproven
def change(amount, coins):
    if amount == 0: return 1
    if amount < 0 or not coins: return 0
    return change(amount - coins[0], coins) + change(amount, coins[1:])
change(10, [1, 5])

#% classic coin change index: unproven
def change(coins, n, amount):
    if amount == 0: return 1
    if amount < 0 or n <= 0: return 0
    return change(coins, n - 1, amount) + change(coins, n, amount - coins[n - 1])
change([1, 5], 2, 10)

#% classic knapsack: bounded
def ks(w, v, n, cap):
    if n == 0 or cap == 0: return 0
    if w[n-1] > cap: return ks(w, v, n - 1, cap)
    return max(v[n-1] + ks(w, v, n - 1, cap - w[n-1]), ks(w, v, n - 1, cap))
ks([1,2],[3,4],2,3)

#% classic edit distance: bounded
def ed(a, b):
    if not a: return len(b)
    if not b: return len(a)
    if a[0] == b[0]: return ed(a[1:], b[1:])
    return 1 + min(ed(a[1:], b), ed(a, b[1:]), ed(a[1:], b[1:]))
ed("ab", "bc")

#% classic lcs indices: bounded
def lcs(a, b, m, n):
    if m == 0 or n == 0: return 0
    if a[m-1] == b[n-1]: return 1 + lcs(a, b, m - 1, n - 1)
    return max(lcs(a, b, m, n - 1), lcs(a, b, m - 1, n))
lcs("ab", "bc", 2, 2)

#% classic lcs up: bounded
def lcs(a, b, i=0, j=0):
    if i == len(a) or j == len(b): return 0
    if a[i] == b[j]: return 1 + lcs(a, b, i + 1, j + 1)
    return max(lcs(a, b, i + 1, j), lcs(a, b, i, j + 1))
lcs("ab", "bc")

#% classic reverse string: bounded len(s)
def rev(s): return s if len(s) <= 1 else rev(s[1:]) + s[0]
rev("abc")

#% classic digits: bounded floor(log10(n)) + 1
def digits(n):
    if n < 10: return n
    return n % 10 + digits(n // 10)
digits(123)

#% classic flatten: bounded
def flatten(xs):
    out = []
    for x in xs:
        if isinstance(x, list): out.extend(flatten(x))
        else: out.append(x)
    return out
flatten([1,[2,[3]]])

#% classic flatten head: unproven
def flatten(xs):
    if not xs: return []
    if isinstance(xs[0], list): return flatten(xs[0]) + flatten(xs[1:])
    return [xs[0]] + flatten(xs[1:])
flatten([1,[2,[3]]])

#% classic json walk: bounded
def walk(o):
    if isinstance(o, dict):
        for k, v in o.items(): walk(v)
    elif isinstance(o, list):
        for v in o: walk(v)
walk({"a": [1]})

#% classic json transform: bounded
def conv(o):
    if isinstance(o, dict): return {k: conv(v) for k, v in o.items()}
    if isinstance(o, (list, tuple)): return [conv(v) for v in o]
    return o
conv({"a": [1]})

#% classic type is: bounded
def conv(o):
    if type(o) is dict: return {k: conv(v) for k, v in o.items()}
    if type(o) == list: return [conv(v) for v in o]
    return o
conv({"a": [1]})

#% classic type in: bounded
def conv(o):
    if type(o) in (list, tuple): return [conv(v) for v in o]
    return o
conv([1])

#% classic dict keys: bounded
def depth(d):
    if not isinstance(d, dict) or not d: return 0
    return 1 + max(depth(v) for v in d.values())
depth({"a": {}})

#% classic dict by key: unproven
def find(d, key):
    for k in d:
        if k == key: return d[k]
        if isinstance(d[k], dict): return find(d[k], key)
find({"a": {}}, "b")

#% classic parens: bounded
def gen(n, left=0, right=0, s=""):
    if left == n and right == n: print(s); return
    if left < n: gen(n, left + 1, right, s + "(")
    if right < left: gen(n, left, right + 1, s + ")")
gen(3)

#% classic parens rest: bounded
def gen(l, r, s=""):
    if l == 0 and r == 0: print(s)
    if l > 0: gen(l - 1, r, s + "(")
    if r > l: gen(l, r - 1, s + ")")
gen(2, 2)

#% classic gray: bounded n + 1
def gray(n):
    if n == 0: return [""]
    p = gray(n - 1)
    return ["0" + x for x in p] + ["1" + x for x in reversed(p)]
gray(3)

#% classic pascal: bounded n
def pascal(n):
    if n == 1: return [1]
    p = pascal(n - 1)
    return [1] + [p[i] + p[i+1] for i in range(len(p) - 1)] + [1]
pascal(4)

#% classic power: bounded
def power(x, n):
    if n == 0: return 1
    if n % 2 == 0: return power(x * x, n // 2)
    return x * power(x, n - 1)
power(2, 10)

#% classic power half: bounded floor(log2(n)) + 2
def power(x, n):
    if n == 0: return 1
    h = power(x, n // 2)
    return h * h if n % 2 == 0 else h * h * x
power(2, 10)

#% classic power negative: bounded
def power(x, n):
    if n < 0: return 1 / power(x, -n)
    if n == 0: return 1
    return x * power(x, n - 1)
power(2, -3)

#% classic partitions: unproven
def p(n, m):
    if n == 0: return 1
    if m == 0 or n < 0: return 0
    return p(n - m, m) + p(n, m - 1)
p(5, 5)

#% classic catalan: bounded
def cat(n):
    if n <= 1: return 1
    return sum(cat(i) * cat(n - 1 - i) for i in range(n))
cat(4)

#% classic binary: bounded floor(log2(n)) + 1
def binary(n):
    if n < 2: return str(n)
    return binary(n // 2) + str(n % 2)
binary(10)

#% classic koch: bounded depth + 1
def koch(length, depth):
    if depth == 0: print(length)
    else:
        for a in (60, -120, 60, 0): koch(length / 3, depth - 1)
koch(9, 2)

#% classic tree fractal: bounded (length + 10) // 15 + 1
def tree(length):
    if length < 5: return
    tree(length - 15)
    tree(length - 15)
tree(75)

#% classic tree fractal ratio: unproven
def tree(length):
    if length < 5: return
    tree(length * 0.7)
    tree(length * 0.7)
tree(75)

#% classic graph dfs: bounded
def dfs(g, n, seen=None):
    if seen is None: seen = set()
    seen.add(n)
    for m in g[n]:
        if m not in seen: dfs(g, m, seen)
    return seen
dfs({1: [2], 2: [1]}, 1)

#% classic graph dfs guard: bounded
def dfs(g, n, seen):
    if n in seen: return
    seen.add(n)
    for m in g[n]: dfs(g, m, seen)
dfs({1: [2], 2: [1]}, 1, set())

#% classic graph dfs get: bounded
def dfs(g, n, seen):
    if n in seen: return
    seen.add(n)
    for m in g.get(n, []): dfs(g, m, seen)
dfs({1: [2], 2: [1]}, 1, set())

#% classic graph dfs list: bounded
def dfs(g, n, seen):
    seen.append(n)
    for m in g[n]:
        if m not in seen: dfs(g, m, seen)
dfs({1: [2], 2: [1]}, 1, [])

#% classic graph dfs bool list: unproven
def dfs(v, adj, visited):
    visited[v] = True
    for u in adj[v]:
        if not visited[u]: dfs(u, adj, visited)
dfs(0, [[1], [0]], [False, False])

#% classic graph paths: unproven
def paths(g, a, b, path=[]):
    path = path + [a]
    if a == b: return [path]
    out = []
    for n in g[a]:
        if n not in path: out += paths(g, n, b, path)
    return out
paths({1: [2], 2: [1]}, 1, 2)

#% classic class graph dfs: bounded
class G:
    def __init__(self): self.adj = {1: [2], 2: [1]}; self.seen = set()
    def dfs(self, n):
        self.seen.add(n)
        for m in self.adj[n]:
            if m not in self.seen: self.dfs(m)
G().dfs(1)
