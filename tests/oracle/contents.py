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
    if kind is bytearray:
        return (kind, len(value), bytes(value))
    parts = []
    for base in (list, set, dict):
        # A subclass may have its own idea of its items.
        if base in kind.__mro__:
            size = base.__len__(value)
            parts.append(size)
            if size <= MOST_ITEMS:
                parts += items_of(dict.items(value)) if base is dict else base.__iter__(value)
    attributes = None
    if isinstance_exact(value):
        try:
            attributes = object.__getattribute__(value, "__dict__")
        except AttributeError:
            pass
    if attributes is not None:
        parts += items_of(attributes.items())
    elif not parts:
        # What slots hold is not looked at.
        return None
    return (kind, len(parts), parts)


def isinstance_exact(value):
    """An instance of a class written in Python, no class or module itself."""
    kind = type_of(value)
    return bool(kind.__flags__ & (1 << 9)) and type_of(kind) is type and kind is not type(sys)


def items_of(items):
    return [part for item in list(items)[:MOST_ITEMS] for part in item]


def is_changed(before, after):
    if after is None or before[1] != after[1]:
        return True
    if isinstance(before[2], bytes):
        return before[2] != after[2]
    return any(is_other(old, new) for old, new in zip(before[2], after[2]))


def is_other(old, new):
    """Numbers are compared by value: a size is a new object each time."""
    if old is new:
        return False
    return not type_of(old) is type_of(new) is int or old != new
