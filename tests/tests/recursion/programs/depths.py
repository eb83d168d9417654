# Depths that something cuts short.

#% leaves early at a multiple: bounded
def f(n):
    if n == 0: return False
    if n % 7 == 0: return True
    return f(n - 1)
f(20)
f(5)

#% leaves early at an odd number: bounded
def f(n):
    if n == 1: return True
    if n % 2 or n == 0: return False
    return f(n // 2)
f(8)
f(12)

#% leaves at one and at none: bounded floor(log2(n)) + 1
def f(n):
    if n == 1: return True
    if n == 0: return False
    return f(n // 2)
f(8)
f(9)
f(1)

#% leaves early by its length: bounded
def f(xs):
    if not xs: return 0
    if len(xs) % 5 == 0: return 1
    return f(xs[1:])
f([1] * 7)

#% leaves early by a product: bounded
def f(n):
    if n <= 0: return 0
    if n * 3 == 21: return 1
    return f(n - 1)
f(9)

#% leaves early by another: bounded
def f(n, k):
    if n <= 0: return 0
    if n == k: return 1
    return f(n - 1, k)
f(9, 4)

#% leaves at once from far up: bounded
def f(n):
    if n > 100: return 0
    if n <= 0: return 0
    return f(n - 1)
f(9)
f(200)

#% leaves at once from far down: bounded
def f(n):
    if n < 5: return 0
    if n >= 30: return 0
    return f(n + 1)
f(9)
f(2)

#% meets another on the way up: bounded
def f(i, n, k):
    if i >= n: return 0
    if i == k: return 0
    return f(i + 1, n, k)
f(0, 9, 4)

#% passes below another: bounded
def f(n, k):
    if n <= 0: return 0
    if n <= k: return 0
    return f(n - 1, k)
f(9, 4)

#% up to one number: bounded 8 - n
def f(n):
    if n == 7: return 0
    return f(n + 1)
f(0)
f(7)
f(-3)

#% up to one number, unless it is there: bounded 8 - n
def f(n):
    if n != 7: return f(n + 1)
    return 0
f(2)

#% up by two to one number: bounded
def f(n):
    if n == 8: return 0
    return f(n + 2)
f(0)
f(4)

#% up past the number it stops at: unproven
def f(n):
    if n == 7: return 0
    return f(n + 1)
try:
    f(8)
except RecursionError:
    pass

#% up by two past the number it stops at: unproven
def f(n):
    if n == 7: return 0
    return f(n + 2)
try:
    f(0)
except RecursionError:
    pass

#% up to one of two numbers: bounded
def f(n):
    if n == 7 or n == 3: return 0
    return f(n + 1)
f(0)
f(5)

#% up to a base case from below: bounded 1 - n
def f(n):
    if n == 0:
        return
    f(n + 1)
f(-4)
