"""One interface, two ways to keep it."""

from abc import ABC, abstractmethod


class Stack(ABC):
    @abstractmethod
    def push(self, item):
        pass

    @abstractmethod
    def pop(self):
        pass

    def swap(self):
        a, b = self.pop(), self.pop()
        self.push(a)
        self.push(b)


class ListStack(Stack):
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)

    def pop(self):
        return self.items.pop()


class LinkedStack(Stack):
    def __init__(self):
        self.head = None

    def push(self, item):
        self.head = (item, self.head)

    def pop(self):
        item, self.head = self.head
        return item


tops = []
for stack in [ListStack(), LinkedStack()]:
    for item in "abc":
        stack.push(item)
    stack.swap()
    tops.append(stack.pop())
