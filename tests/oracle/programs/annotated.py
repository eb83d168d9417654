"""Annotations: what they promise, and where they are not kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, Optional, Union


def mean(values: list[float]) -> float:
    total: float = 0.0
    for value in values:
        total += value
    result = total / len(values)
    return result


def first(items: Iterable[str], default: str | None = None) -> Optional[str]:
    for item in items:
        return item
    return default


def apply(function: Callable[[int], int], n: int) -> int:
    answer = function(n)
    return answer


def numbers(limit: int) -> Iterator[int]:
    n: int = 0
    while n < limit:
        yield n
        n += 1


def either(value: Union[int, list[int]]) -> int:
    if isinstance(value, list):
        size = len(value)
        return size
    return value


def anything(value: Any) -> Any:
    kept = value
    return kept


class Node:
    count: ClassVar[int] = 0
    children: list[Node]
    parent: Node | None = None

    def __init__(self, name: str) -> None:
        self.name = name
        self.children = []

    def add(self, child: Node) -> Node:
        child.parent = self
        self.children.append(child)
        return child


average = mean([1, 2.5])
whole = mean([2, 4])
one = first(["a"])
none = first([])
default = first((), "d")
squared = apply(lambda n: n * n, 4)
listed = list(numbers(3))
size = either([1, 2])
same = either(7)
thing = anything([1])
broken: int = "not an int"
unset: list[int]
root = Node("root")
leaf = root.add(Node("leaf"))
parent = leaf.parent
top = root.parent
children = root.children
assert average == 1.75 and none is None and default == "d" and squared == 16 and size == 2
assert parent is root and top is None and children[0] is leaf and broken and listed == [0, 1, 2]
