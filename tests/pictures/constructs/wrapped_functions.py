"""Decorators that keep the name of what they wrap."""

import functools
from functools import wraps

calls = []


def logged(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        calls.append(function.__name__)
        return function(*args, **kwargs)

    return wrapper


def repeated(times):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args):
            result = None
            for _ in range(times):
                result = function(*args)
            return result

        return wrapper

    return decorate


def remembered(function):
    known = {}

    @functools.wraps(function)
    def wrapper(n):
        if n not in known:
            known[n] = function(n)
        return known[n]

    return wrapper


@logged
def add(a, b=1):
    return a + b


@repeated(3)
@logged
def note(word):
    return word.upper()


@remembered
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


total = add(1, b=5)
loud = note("hi")
name = note.__name__
tenth = fib(10)
