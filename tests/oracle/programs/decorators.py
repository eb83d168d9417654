"""Decorators that keep, wrap, replace and register functions."""

import functools

registry = []


def register(function):
    registry.append(function)
    return function


def count_calls(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        result = function(*args, **kwargs)
        return result

    wrapper.calls = 0
    return wrapper


def repeat(times):
    def decorate(function):
        def run(value):
            result = []
            for turn in range(times):
                result.append(function(value))
            return result

        return run

    return decorate


def replace(function):
    answer = function()
    return answer


@register
def hello(name):
    greeting = f"hello {name}"
    return greeting


@count_calls
def add(a, b=2):
    total = a + b
    return total


@repeat(3)
def square(n):
    return n * n


@replace
def constant():
    return 42


@replace
def items():
    return [1, 2]


@functools.lru_cache(maxsize=None)
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


first = hello("Ada")
second = add(1)
third = add(1, b=5)
calls = add.calls
squares = square(4)
number = constant
numbers = items
tenth = fib(10)
kept = registry[0]
assert kept is hello and calls == 2 and squares == [16, 16, 16]
assert number == 42 and tenth == 55


class deferred:
    def __init__(self, function):
        self.function = function

    def __call__(self, *args):
        value = self.function(*args)
        return value


@deferred
def late(x):
    return [x]


made = late("x")
assert made == ["x"] and type(late) is deferred
