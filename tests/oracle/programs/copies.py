"""Slices, copy, deepcopy: what is shared afterwards."""

import copy
from copy import deepcopy

rows = [[1, 2], [3]]
alias = rows
sliced = rows[:]
shallow = copy.copy(rows)
deep = deepcopy(rows)
listed = list(rows)
method = rows.copy()
for other in (sliced, shallow, listed, method):
    assert other is not rows and other[0] is rows[0]
assert alias is rows and deep[0] is not rows[0]

first = rows[0]
again = sliced[0]
fresh = deep[0]
first.append(9)
assert again is first and again == [1, 2, 9] and fresh == [1, 2]

t = (1, [2])
same = t[:]
copied = copy.copy(t)
full = deepcopy(t)
assert same is t and copied is t and full is not t

text = "abc"
part = text[:2]
whole = text[:]
letters = text[::-1]
assert part == "ab" and whole == text and letters == "cba"

settings = {"a": [1]}
changed = dict(settings)
changed["b"] = 2
inner = changed["a"]
assert inner is settings["a"] and "b" not in settings
merged = {**settings, "c": 3}
union = settings | {"d": 4}
taken = settings.copy()
assert len(merged) == 2 and len(union) == 2 and taken == settings

window = list(range(6))
evens = window[::2]
window[1:3] = []
del window[-1]
assert evens == [0, 2, 4] and window == [0, 3, 4]


class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next


chain = Node(1, Node(2))
twin = copy.copy(chain)
clone = copy.deepcopy(chain)
shared = twin.next
apart = clone.next
assert shared is chain.next and apart is not chain.next

frozen = frozenset([1, 2])
thawed = set(frozen)
thawed.add(3)
view = memoryview(b"abc")
piece = view[1:]
data = bytes(piece)
assert thawed == {1, 2, 3} and data == b"bc"
