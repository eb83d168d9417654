# Items of what was seen to have two: a character has not.

#% pair an expression as a tuple: bounded
def f(e):
    if isinstance(e, int): return e
    op, a, b = e
    return f(a) + f(b)
f(("+", 1, ("+", 2, 3)))

#% pair a text as an expression: bounded
def f(e):
    if isinstance(e, int): return e
    op, a, b = e
    return f(a) + f(b)
try:
    f("abc")
except ValueError:
    pass

#% pair one at a time: unproven
def f(e):
    a, = e
    return f(a)
try:
    f("a")
except ValueError:
    pass

#% pair made a list again: unproven
def f(e):
    a, b = e
    return f([a, a])
f("ab")

#% pair or itself: unproven
def f(e, again):
    a, b = e
    if again: return f(e, again)
    return f(list(e), a)
f("ab", 1)

#% pair an item of a list made of it: unproven
def f(e):
    a, b = e
    for x in list(e): f([x] * 2)
f("ab")

#% pair head and rest: unproven
def f(e):
    a, *rest = e
    return f(a)
f("a")

#% pair by its length: bounded
def f(e):
    if len(e) < 2: return 1
    return sum(f(x) for x in e)
f("abc")
f([[1, 2], "ab"]) if 0 else None

#% pair by its length, one: unproven
def f(e):
    if len(e) < 1: return 1
    return sum(f(x) for x in e)
f("abc")

#% pair by its length, and a longer one: unproven
def f(e):
    if len(e) < 2: return 1
    return sum(f(x + x) for x in e)
f("abc")

#% pair in turn with another: unproven
def f(e):
    if len(e) < 2: return 1
    return sum(g(x) for x in e)
def g(e): return f(e * 2)
f("abc")
