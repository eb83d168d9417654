# A frame for each call, until the base case.
def factorial(n):
    if n <= 1:
        return 1
    rest = factorial(n - 1)
    return n * rest


def fibonacci(n, known):
    if n in known:
        return known[n]
    if n < 2:
        known[n] = n
    else:
        known[n] = fibonacci(n - 1, known) + fibonacci(n - 2, known)
    return known[n]


def total(items):
    if not items:
        return 0
    return items[0] + total(items[1:])


def is_even(n):
    if n == 0:
        return True
    return is_odd(n - 1)


def is_odd(n):
    if n == 0:
        return False
    return is_even(n - 1)


def flatten(tree, out):
    for item in tree:
        if isinstance(item, list):
            flatten(item, out)
        else:
            out.append(item)


print(factorial(5))
table = {}
print(fibonacci(7, table))
print(total([4, 5, 6]))
print(is_even(5))
flat = []
flatten([1, [2, [3, 4]], 5], flat)


def countdown(counter):
    if counter == 0:
        return
    countdown(counter - 1)


countdown(40)
