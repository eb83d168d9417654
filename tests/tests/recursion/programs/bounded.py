# Small recursive programs. Whether each ends is found by running it; the head line says what
# memlens is expected to say: `unbounded`, `bounded` (with the depth where it is known) or
# `unproven`. In each the function of interest is `f`, or stands in class `C`.

#% factorial: bounded n + 1
def f(n):
    if n == 0:
        return 1
    return n * f(n - 1)
f(0); f(1); f(20)

#% factorial of one: bounded n
def f(n):
    if n <= 1:
        return 1
    return n * f(n - 1)
f(1); f(2); f(30)

#% fibonacci: bounded n
def f(n):
    if n < 2:
        return n
    return f(n - 1) + f(n - 2)
f(1); f(2); f(9)

#% fibonacci with two base cases: bounded n
def f(n):
    if n == 0 or n == 1:
        return n
    return f(n - 1) + f(n - 2)
f(1); f(7)

#% fibonacci in a tuple: bounded n
def f(n):
    if n in (0, 1):
        return n
    return f(n - 1) + f(n - 2)
f(1); f(7)

#% two steps down: bounded (n + 1) // 2 + 1
def f(n):
    if n <= 0:
        return
    f(n - 2)
f(0); f(7); f(8)

#% counting up to a constant: bounded 11 - i
def f(i):
    if i >= 10:
        return
    f(i + 1)
f(0); f(4); f(10)

#% counting up to a parameter: bounded n - i + 1
def f(i, n):
    if i >= n:
        return
    f(i + 1, n)
f(0, 5); f(3, 4); f(2, 2)

#% counting down to a parameter: bounded n - low + 1
def f(n, low):
    if n <= low:
        return
    f(n - 1, low)
f(9, 2); f(2, 2)

#% index to the length: bounded len(xs) - i + 1
def f(xs, i=0):
    if i == len(xs):
        return 0
    return xs[i] + f(xs, i + 1)
f([1, 2, 3]); f([])

#% sum of a list: bounded len(xs) + 1
def f(xs):
    if not xs:
        return 0
    return xs[0] + f(xs[1:])
f([]); f([1]); f([1, 2, 3, 4])

#% reversed text: bounded len(s) + 1
def f(s):
    if s == "":
        return ""
    return f(s[1:]) + s[0]
f(""); f("hello")

#% length at most one: bounded len(xs)
def f(xs):
    if len(xs) <= 1:
        return xs
    return f(xs[:-1])
f([1]); f([1, 2, 3])

#% pairs: bounded (len(xs) + 1) // 2 + 1
def f(xs):
    if len(xs) == 0:
        return
    f(xs[2:])
f([]); f([1]); f([1, 2, 3, 4, 5])

#% palindrome: bounded
def f(s):
    if len(s) < 2:
        return True
    return s[0] == s[-1] and f(s[1:-1])
f("abcba"); f("ab")

#% merge sort: bounded ceil(log2(len(xs))) + 1
def f(xs):
    if len(xs) <= 1:
        return xs
    middle = len(xs) // 2
    left = f(xs[:middle])
    right = f(xs[middle:])
    return sorted(left + right)
f([3]); f([3, 1]); f([5, 2, 8, 1, 9]); f(list(range(17)))

#% binary digits: bounded floor(log2(n)) + 2
def f(n):
    if n == 0:
        return ""
    return f(n // 2) + str(n % 2)
f(1); f(2); f(10); f(255); f(256)

#% digits: bounded floor(log10(n)) + 1
def f(n):
    if n < 10:
        return n
    return n % 10 + f(n // 10)
f(7); f(10); f(999); f(1000)

#% euclid: bounded
def f(a, b):
    if b == 0:
        return a
    return f(b, a % b)
f(48, 36); f(-7, 3)

#% hanoi: bounded n + 1
def f(n, a, b, c):
    if n == 0:
        return
    f(n - 1, a, c, b)
    f(n - 1, c, b, a)
f(5, "a", "b", "c")

#% guard that raises: bounded n + 1
def f(n):
    if n < 0:
        raise ValueError(n)
    if n == 0:
        return 0
    return f(n - 1)
f(0); f(6)

#% lambda: bounded n
f = lambda n: 1 if n <= 1 else n * f(n - 1)
f(1); f(6)

#% greater than: bounded n + 1
def f(n):
    if n > 0:
        f(n - 1)
f(0); f(5)

#% match statement: bounded n + 1
def f(n):
    match n:
        case 0:
            return
        case _:
            f(n - 1)
f(0); f(4)

#% names for numbers: bounded n
STOP = 1
STEP = 1
def f(n):
    if n <= STOP:
        return
    f(n - STEP)
f(1); f(8)

#% while instead of if: bounded n + 1
def f(n):
    while n > 0:
        f(n - 1)
        break
f(3)

#% search that may stop early: bounded
def f(xs, x):
    if not xs:
        return False
    if xs[0] == x:
        return True
    return f(xs[1:], x)
f([1, 2, 3], 2); f([1, 2], 5)

#% the class decides: bounded depth + 1
class C:
    def __init__(self, depth=3):
        self.inner = C(depth - 1) if depth else None
C()
