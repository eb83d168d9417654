"""Attributes of classes and variables that functions keep."""


class Account:
    bank = "First"
    rates = [1, 2]
    opened = 0
    __pin = 7

    def __init__(self, owner):
        self.owner = owner
        Account.opened += 1

    @property
    def name(self):
        return self.owner

    @staticmethod
    def motto():
        return "safe"

    def may(self, pin):
        return pin == self.__pin


class Savings(Account):
    rates = Account.rates
    history = {}

    def save(self, amount):
        self.history[self.owner] = amount
        return amount


class Empty:
    pass


ann = Account("Ann")
bob = Savings("Bob")
bob.save(5)
ann.bank = "Second"
Savings.bank = "Third"
Account.rates.append(3)
Savings.limit = [10]
where = bob.bank
open_pin = ann.may(7)


def counter(start, step):
    count = start
    seen = []

    def tick():
        nonlocal count
        count += step
        seen.append(count)
        return count

    def reset():
        nonlocal count
        count = start

    return tick, reset


by_one, again = counter(0, 1)
by_ten, _ = counter(100, 10)
by_one()
by_ten()
by_ten()
again()


def compose(first, second):
    return lambda value: second(first(value))


def double(n):
    return 2 * n


both = compose(double, by_one)
result = both(4) if False else double(4)


def twice(function):
    def wrapper(*args):
        function(*args)
        return function(*args)

    return wrapper


@twice
def note(word, to):
    to.append(word)
    return len(to)


words = []
count = note("hi", words)


def outer():
    a = 1

    def middle():
        def inner():
            return a

        return inner

    inner = middle()
    a = 2
    return inner


kept = outer()
last = kept()
