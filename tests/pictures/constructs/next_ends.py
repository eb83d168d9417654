"""Loops inside generators that end early, skip, and have an `else`."""

seen = []


def primes(limit):
    n = 2
    while True:
        for divisor in range(2, n):
            if n % divisor == 0:
                break
        else:
            yield n
        n += 1
        if n > limit:
            break
    else:
        seen.append("never")
    seen.append("over")


def odd(items):
    for item in items:
        if item % 2 == 0:
            continue
        if item > 7:
            return
        yield item
    else:
        yield "all"


def fails():
    yield 1
    raise ValueError("no more")


p = primes(8)
two = next(p)
three = next(p)
tail = list(p)
small = odd([1, 2, 3])
a = next(small)
b = next(small)
c = next(small)
large = list(odd([5, 9, 11]))
f = fails()
one = next(f)
try:
    next(f)
except ValueError as error:
    why = str(error)
after = next(f, "over")
