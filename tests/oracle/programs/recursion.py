"""Recursive functions over numbers, lists, trees."""


def factorial(n):
    if n <= 1:
        return 1
    smaller = factorial(n - 1)
    return n * smaller


def flatten(items):
    out = []
    for item in items:
        if isinstance(item, list):
            inner = flatten(item)
            out.extend(inner)
        else:
            out.append(item)
    return out


def permutations(items):
    if not items:
        return [[]]
    found = []
    for i, chosen in enumerate(items):
        rest = items[:i] + items[i + 1 :]
        for tail in permutations(rest):
            found.append([chosen, *tail])
    return found


def hanoi(n, source, target, spare, moves):
    if n == 0:
        return
    hanoi(n - 1, source, spare, target, moves)
    disk = source.pop()
    target.append(disk)
    moves.append((n, disk))
    hanoi(n - 1, spare, target, source, moves)


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


class Tree:
    def __init__(self, value):
        self.value = value
        self.left = None
        self.right = None

    def insert(self, value):
        side = "left" if value < self.value else "right"
        child = getattr(self, side)
        if child is None:
            setattr(self, side, Tree(value))
        else:
            child.insert(value)

    def depth(self):
        left = self.left.depth() if self.left else 0
        right = self.right.depth() if self.right else 0
        deepest = max(left, right)
        return deepest + 1


class Link:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next


def reverse(link):
    previous = None
    current = link
    while current is not None:
        following = current.next
        current.next = previous
        previous, current = current, following
    return previous


def length(link):
    if link is None:
        return 0
    return 1 + length(link.next)


big = factorial(20)
flat = flatten([1, [2, [3, [4]]], 5])
orders = permutations([1, 2, 3])
pegs = [3, 2, 1], [], []
moves = []
hanoi(3, *pegs, moves)
a, b, c = pegs
even = is_even(10)
root = Tree(5)
for n in (3, 8, 1, 9):
    root.insert(n)
depth = root.depth()
links = Link(1, Link(2, Link(3)))
turned = reverse(links)
head = turned.value
count = length(turned)
assert flat == [1, 2, 3, 4, 5] and len(orders) == 6 and b == [3, 2, 1] and len(moves) == 7
assert even and depth == 3 and head == 3 and count == 3 and links.next is None


def search(values, wanted, low=0, high=None):
    if high is None:
        high = len(values)
    if low >= high:
        return -1
    middle = (low + high) // 2
    found = values[middle]
    if found == wanted:
        return middle
    if found < wanted:
        return search(values, wanted, middle + 1, high)
    return search(values, wanted, low, middle)


position = search([1, 3, 5, 7], 7)
absent = search([1, 3], 2)
assert position == 3 and absent == -1
