# Numbers that are turned round, halved, or kept apart.

#% negative turned round: bounded
def f(x):
    if x < 0: return -f(-x)
    return x
f(-3)

#% positive turned round: bounded
def f(x):
    if x > 0: return f(-x)
    return x
f(3)

#% turned round on both sides: unproven
def f(x):
    if x < 0: return f(-x)
    if x > 0: return f(-x)
    return x
f(3)

#% turned round for ever: unproven
def f(x):
    if x <= 0: return f(-x)
    return x
f(0)

#% turned round and up for ever: unproven
def f(x):
    if x < 5: return f(-x)
    return x
f(1)

#% complement: bounded
def f(x):
    if x < 0: return ~f(~x)
    return x
f(-3)

#% complement for ever: unproven
def f(x):
    if x < 1: return f(~x)
    return x
f(0)

#% reflected about one half: unproven
def f(x):
    if x > 0: return f(1 - x)
    return x
f(0.5)

#% reflected about zero and less: bounded
def f(x):
    if x > 0: return f(-1 - x)
    return x
f(5)

#% two signs: bounded
def f(a, b):
    if b < 0: return f(-a, -b)
    if a < 0: return f(-a, b)
    return a * b
f(-1, -2)
f(-1, 2)

#% two signs for ever: unproven
def f(a, b):
    if b < 0: return f(-a, -b)
    if a < 0: return f(-a, -b)
    return a * b
f(-1, 2)

#% turned and counted: bounded
def f(n):
    if n < 0: return f(-n)
    if n == 0: return 0
    return f(n - 1)
f(-5)

#% turned and counted with a bound: bounded
def f(n):
    if n < 0: return f(-n)
    if n <= 0: return 0
    return f(n - 1)
f(-5)

#% what a half leaves: bounded
def f(w):
    if w <= 8: return 1
    h = w >> 1
    return f(h) + f(w - h)
f(100)

#% what a half leaves of one and a half: unproven
def f(w):
    if w <= 1: return 1
    h = w // 2
    return f(w - h)
f(1.5)

#% what a tenth leaves: unproven
def f(w):
    if w <= 8: return 1
    h = w // 10
    return f(w - h)
f(9)

#% halves of a range, rounded up: bounded
def f(a, b):
    if b - a <= 1: return 1
    mid = (a + b + 1) >> 1
    return f(a, mid) + f(mid, b)
f(0, 50)

#% halves of a range, rounded up, for ever: unproven
def f(a, b):
    if b - a <= 0: return 1
    mid = (a + b + 1) >> 1
    return f(a, mid) + f(mid, b)
f(0, 5)

#% halves of a range, shifted: bounded
def f(a, b):
    if b - a < 2: return 1
    mid = a + b >> 1
    return f(a, mid) + f(mid, b)
f(0, 50)

#% halves of a range, shifted, for ever: unproven
def f(a, b):
    if b - a < 1: return 1
    mid = a + b >> 1
    return f(a, mid) + f(mid, b)
f(0, 5)

#% a distance from the other side: bounded
def f(a, b):
    if 3 > b - a: return 1
    return f(a + 1, b - 1)
f(0, 50)

#% a distance that grows: unproven
def f(a, b):
    if b - a <= 1: return 1
    return f(a - 1, b)
f(0, 50)

#% a distance with a constant: bounded
def f(a, b):
    if b - a + 3 <= 1: return 1
    return f(a + 1, b)
f(0, 50)

#% quick sort's borders: bounded
def f(xs, left, right):
    if right - left > 0:
        p = (left + right) // 2
        f(xs, left, p - 1)
        f(xs, p + 1, right)
f(list(range(50)), 0, 49)

#% not a number: bounded
def f(x):
    if x < 0: return f(-x)
    return x
f(float("nan"))
