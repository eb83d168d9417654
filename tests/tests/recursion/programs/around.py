# Variables of the function around, and numbers that are met exactly.

#% around an index up to a length: bounded
def g(nums):
    def f(i):
        if i >= len(nums): return 0
        return max(f(i + 1), nums[i] + f(i + 2))
    return f(0)
g([1, 2, 3])

#% around an index that meets a length: bounded
def g(nums, t):
    def f(i, s):
        if i == len(nums): return int(s == t)
        return f(i + 1, s + nums[i]) + f(i + 1, s - nums[i])
    return f(0, 0)
g([1, 2], 1)

#% around an index that starts behind the length: unproven
def g(nums):
    def f(i):
        if i == len(nums): return 0
        return f(i + 1)
    return f(5)
g([1, 2])

#% around an index that steps over the length: unproven
def g(nums):
    def f(i):
        if i == len(nums): return 0
        return f(i + 2)
    return f(0)
g([1, 2, 3])

#% around a list that grows: unproven
def g(nums):
    def f(i):
        if i >= len(nums): return 0
        nums.append(1)
        return f(i + 1)
    return f(0)
g([1])

#% around a list that another function grows: unproven
def g(nums):
    def more(): nums.append(1)
    def f(i):
        if i >= len(nums): return 0
        more()
        return f(i + 1)
    return f(0)
g([1])

#% around a list that grows by another name: unproven
def g(nums):
    other = nums
    def f(i):
        if i >= len(nums): return 0
        other.append(1)
        return f(i + 1)
    return f(0)
g([1])

#% around a list that grows in a tuple: unproven
def g(nums):
    pair = (nums, 1)
    def f(i):
        if i >= len(nums): return 0
        pair[0].append(1)
        return f(i + 1)
    return f(0)
g([1])

#% around a list that is handed out: unproven
def grow(xs): xs.append(1)
def g(nums):
    def f(i):
        if i >= len(nums): return 0
        grow(nums)
        return f(i + 1)
    return f(0)
g([1])

#% around a list that grows by its iterator: unproven
def g(nums):
    def f(i):
        if i >= len(nums): return 0
        for x in [nums]: x.append(1)
        return f(i + 1)
    return f(0)
g([1])

#% around a list that is added to: unproven
def g(nums):
    def f(i):
        nonlocal nums
        if i >= len(nums): return 0
        nums += [1]
        return f(i + 1)
    return f(0)
g([1])

#% around a list with a key more: unproven
def g(d):
    def f(i):
        if i >= len(d): return 0
        d[i + 100] = 1
        return f(i + 1)
    return f(0)
g({0: 1})

#% around a number: bounded
def g(n):
    def f(i):
        if i > n: return 0
        return f(i + 1)
    return f(0)
g(5)

#% around a number that is met: bounded
def g(n):
    def f(i):
        if i == n: return 0
        return f(i + 1)
    return f(0)
g(5)

#% around a number that is bound again: unproven
def g(n):
    def f(i):
        nonlocal n
        n += 1
        if i > n: return 0
        return f(i + 1)
    return f(0)
g(5)

#% around the function around is entered again: unproven
def g(n):
    def f(i):
        if i > n: return 0
        return g(n + 1)
    return f(0)
g(5)

#% around the function around counts down: unproven
def g(n):
    def f(i):
        if i > n: return 0
        return g(n - 1)
    return f(0)
g(5)

#% around two functions inside: unproven
def g(xs):
    def f(i):
        if i >= len(xs): return 0
        return h(i)
    def h(i): return f(i + 1)
    return f(0)
g([1, 2])

#% around two functions inside, one resets: unproven
def g(xs):
    def f(i):
        if i >= len(xs): return 0
        return h(i)
    def h(i): return f(0)
    return f(0)
g([1, 2])

#% around down to a number: bounded
def g(low):
    def f(i):
        if i <= low: return 0
        return f(i - 1)
    return f(9)
g(2)

#% around away from a number: unproven
def g(low):
    def f(i):
        if i == low: return 0
        return f(i - 1)
    return f(1)
g(2)

#% around visited: bounded
def g(graph, start):
    seen = set()
    def f(n):
        seen.add(n)
        for m in graph[n]:
            if m not in seen: f(m)
    f(start)
    return seen
g({1: [2], 2: [1]}, 1)

#% meets the other from below: bounded
def f(i, n):
    if i == n: return 0
    return f(i + 1, n)
f(0, 5)

#% meets the other from above: bounded
def f(i, n):
    if i == n: return 0
    return f(i - 1, n)
f(9, 5)

#% misses the other from above: unproven
def f(i, n):
    if i == n: return 0
    return f(i + 1, n)
f(9, 5)

#% meets the length, from one: unproven
def f(xs, i=1):
    if i == len(xs): return 0
    return f(xs, i + 1)
f([1, 2])
f([])

#% meets the length less one: unproven
def f(xs, i=0):
    if i == len(xs) - 1: return 0
    return f(xs, i + 1)
f([1, 2])

#% meets the length less one of nothing: unproven
def f(xs, i=0):
    if i == len(xs) - 1: return 0
    return f(xs, i + 1)
f([])

#% meets a moving end: unproven
def f(xs, i=0):
    if i == len(xs): return 0
    xs.append(1)
    return f(xs, i + 1)
f([])

#% meets each other: unproven
def f(a, b):
    if a == b: return 0
    return f(a + 1, b - 1)
f(0, 4)

#% meets each other never: unproven
def f(a, b):
    if a == b: return 0
    return f(a + 1, b - 1)
f(0, 5)

#% meets by halves: unproven
def f(v, l, r):
    if l == r: return 0
    m = (l + r) // 2
    f(2 * v, l, m)
    f(2 * v + 1, m + 1, r)
f(1, 0, 5)

#% meets by halves, the wrong way round: unproven
def f(v, l, r):
    if l == r: return 0
    m = (l + r) // 2
    f(2 * v, l, m)
    f(2 * v + 1, m + 1, r)
f(1, 5, 0)

#% meets by halves that may be empty: unproven
def f(l, r):
    if l == r: return 0
    m = (l + r) // 2
    f(l, m - 1)
    f(m + 1, r)
f(0, 2)

#% meets in two places: bounded
def f(a, b, i=0, j=0):
    if i == len(a) or j == len(b): return 0
    return max(f(a, b, i + 1, j), f(a, b, i, j + 1))
f("ab", "c")

#% meets in two places at once: unproven
def f(a, b, i=0, j=0):
    if i == len(a) and j == len(b): return 0
    return f(a, b, i + 1, j + 1)
f("ab", "c")

#% chosen by a string: bounded
def f(n, row=0, cols=()):
    if row == n: return 1
    return sum(f(n, row + 1, cols + (c,)) for c in range(n) if c not in cols)
f(4)
