# A linked list and a tree of objects.
class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next


class Stack:
    def __init__(self):
        self.top = None
        self.size = 0

    def push(self, value):
        self.top = Node(value, self.top)
        self.size += 1

    def pop(self):
        if self.top is None:
            raise IndexError("empty")
        node = self.top
        self.top = node.next
        self.size -= 1
        return node.value


class Tree:
    def __init__(self, key):
        self.key = key
        self.left = None
        self.right = None

    def insert(self, key):
        if key < self.key:
            if self.left is None:
                self.left = Tree(key)
            else:
                self.left.insert(key)
        elif self.right is None:
            self.right = Tree(key)
        else:
            self.right.insert(key)

    def in_order(self):
        found = []
        if self.left:
            found += self.left.in_order()
        found.append(self.key)
        if self.right:
            found += self.right.in_order()
        return found


stack = Stack()
for letter in "abc":
    stack.push(letter)
last = stack.pop()
try:
    for _ in range(5):
        last = stack.pop()
except IndexError as error:
    message = str(error)
root = Tree(5)
for key in [3, 8, 1, 4]:
    root.insert(key)
keys = root.in_order()
ring = Node("first")
ring.next = Node("second", ring)
