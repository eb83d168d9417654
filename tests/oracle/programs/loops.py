"""Loops: swaps, else, break, names that change what they hold."""

a, b = [1], [2]
for turn in range(3):
    a, b = b, a
assert a == [2] and b == [1]

x, y = [0], "text"
for turn in range(2):
    x, y = y, x
assert x == [0]

values = [5, 0, 3]
best = None
for value in values:
    if best is None or value < best:
        best = value
    if value == 0:
        break
else:
    best = "unbroken"
assert best == 0

n, steps = 27, 0
seen = []
while n != 1:
    seen.append(n)
    n = n // 2 if n % 2 == 0 else 3 * n + 1
    steps += 1
else:
    finished = True
assert finished and steps == 111

previous = None
for word in ["a", "b", "c"]:
    if previous is not None:
        pair = (previous, word)
    previous = word
assert pair == ("b", "c")

result = 0
for item in [1, "two", [3], None, 4.5]:
    if isinstance(item, str):
        kind = len(item)
    elif item is None:
        continue
    elif isinstance(item, list):
        kind = item
    else:
        kind = float(item)
    result = kind
assert result == 4.5

stack = [[1, [2]], 3]
flat = []
while stack:
    top = stack.pop()
    if isinstance(top, list):
        stack.extend(top)
    else:
        flat.append(top)
assert flat == [3, 2, 1]

current = head = {"value": 0, "next": None}
for i in range(1, 4):
    node = {"value": i, "next": None}
    current["next"] = node
    current = node
total = 0
walk = head
while walk is not None:
    total += walk["value"]
    walk = walk["next"]
assert total == 6 and current is node and walk is None

matrix = [[1, 2], [3, 4]]
for row in matrix:
    for i, cell in enumerate(row):
        row[i] = cell * 10
        if cell > 3:
            stop = row
            break
assert matrix == [[10, 20], [30, 40]] and stop is matrix[1]
for row in matrix:
    row = [0]
assert matrix[0] == [10, 20] and row == [0]

first = last = None
for number in (n for n in range(10) if n % 3 == 0):
    if first is None:
        first = number
    last = number
assert (first, last) == (0, 9)
primes = []
for candidate in range(2, 30):
    for prime in primes:
        if candidate % prime == 0:
            break
    else:
        primes.append(candidate)
assert primes[-1] == 29
cache = {}
for key in ["a", "b", "a"]:
    entry = cache.get(key)
    if entry is None:
        entry = cache[key] = [0]
    entry[0] += 1
assert cache == {"a": [2], "b": [1]}
flag = False
while True:
    flag = not flag
    if not flag:
        break
for left, right in zip(range(3), "abc"):
    joined = str(left) + right
assert joined == "2c" and flag is False
