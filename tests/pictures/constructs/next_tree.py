"""A tree walked by generators that hand on what inner ones give."""


class Node:
    def __init__(self, value, left=None, right=None):
        self.value = value
        self.left = left
        self.right = right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


def walk(items, depth=0):
    for item in items:
        if isinstance(item, list):
            yield from walk(item, depth + 1)
        else:
            yield (item, depth)


tree = Node(4, Node(2, Node(1)), Node(5))
step = iter(tree)
lowest = next(step)
second = next(step)
others = [value for value in step]
flat = walk([1, [2, [3]], 4])
first = next(flat)
inner = next(flat)
rest = list(flat)
found = 4 in list(tree)
