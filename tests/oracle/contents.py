"""The value of an object as text or as a snapshot, without running any code of the program."""

import sys

VALUES = frozenset({int, float, complex, bool, str, bytes, type(None)})
LONGEST_REPR = 2000
MOST_ITEMS = 2000

type_of = type
FUNCTION = type(lambda: None)


def constant(value, depth=0):
    """`repr` of a value type, or of a tuple of them; None for everything else."""
    kind = type_of(value)
    if kind in VALUES:
        return repr(value) if kind not in (str, bytes) or len(value) <= LONGEST_REPR else "<long>"
    if kind is tuple and depth < 3 and len(value) < 20:
        items = [constant(item, depth + 1) for item in value]
        if None not in items:
            return repr(value)
    return None


def contents(value):
    """The shallow content of an object that can be changed, holding its items."""
    kind = type_of(value)
    if kind in VALUES or kind is tuple:
        return None
    if kind is list or kind is set:
        return (kind, len(value), list(value) if len(value) <= MOST_ITEMS else None)
    if kind is bytearray:
        return (kind, len(value), bytes(value))
    if kind is dict:
        return items_of(kind, value)
    if isinstance_exact(value):
        try:
            return items_of(kind, object.__getattribute__(value, "__dict__"))
        except AttributeError:
            return None
    return None


def isinstance_exact(value):
    """An instance of a class written in Python, no class or module itself."""
    kind = type_of(value)
    return bool(kind.__flags__ & (1 << 9)) and type_of(kind) is type and kind is not type(sys)


def items_of(kind, table):
    if len(table) > MOST_ITEMS:
        return (kind, len(table), None)
    return (kind, len(table), [part for item in list(table.items()) for part in item])


def is_changed(before, after):
    if after is None or before[1] != after[1]:
        return True
    if isinstance(before[2], bytes) or before[2] is None or after[2] is None:
        return before[2] != after[2]
    return any(old is not new for old, new in zip(before[2], after[2]))
