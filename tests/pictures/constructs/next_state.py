"""What a generator keeps between items; and what is sent to it."""


def average():
    total = 0
    count = 0
    mean = None
    while True:
        value = yield mean
        total += value
        count += 1
        mean = total / count


def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


def take(count, items):
    taken = []
    for _ in range(count):
        taken.append(next(items))
    return taken


means = average()
start = next(means)
first = means.send(10)
second = means.send(20)
numbers = fibonacci()
some = take(5, numbers)
more = take(2, numbers)
big = next(n for n in numbers if n > 20)
letters = iter("abc")
pairs = list(zip(letters, letters))
squares = (n * n for n in [1, 2, 3])
one = next(squares)
rest = sum(squares)
