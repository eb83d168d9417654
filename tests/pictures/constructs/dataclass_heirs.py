"""Dataclasses that come from each other, and that hold each other."""

from dataclasses import dataclass, field
from typing import List, Optional


@dataclass
class Person:
    name: str
    age: int = 0


@dataclass
class Student(Person):
    marks: List[int] = field(default_factory=list)
    age: int = 18

    def mean(self):
        return sum(self.marks) / len(self.marks)


class Guest(Person):
    def greet(self):
        return "I am " + self.name


@dataclass
class Node:
    value: int
    left: Optional["Node"] = None
    right: Optional["Node"] = None


def insert(node, value):
    if node is None:
        return Node(value)
    if value < node.value:
        node.left = insert(node.left, value)
    else:
        node.right = insert(node.right, value)
    return node


def depth(node):
    return 0 if node is None else 1 + max(depth(node.left), depth(node.right))


p = Person("Ada")
s = Student("Bob", 20, [1, 2])
t = Student("Cy", marks=[3])
u = Student("Cy")
g = Guest("Dee", 5)
hello = g.greet()
mean = s.mean()
kin = isinstance(s, Person)
apart = p == Student("Ada", 0)
text = repr(g)
root = None
for number in [5, 2, 8, 1]:
    root = insert(root, number)
deep = depth(root)
tree = repr(root.left)
