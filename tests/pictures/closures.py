# Functions that keep the variables around them.
def counter(start):
    count = start

    def step(by=1):
        nonlocal count
        count += by
        return count

    return step


up = counter(10)
other = counter(0)
a = up()
b = up(5)
c = other()


def make_all():
    return [lambda x: x * factor for factor in range(3)]


results = [f(10) for f in make_all()]


def logged(function):
    calls = []

    def inner(*args):
        calls.append(args)
        return function(*args)

    return inner


@logged
def add(x, y):
    return x + y


total = add(2, 3)
total = add(total, 4)
