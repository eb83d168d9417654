"""A generator gives one item each time it is asked."""


def count_up(limit):
    n = 1
    while n <= limit:
        yield n
        n += 1


numbers = count_up(3)
first = next(numbers)
second = next(numbers)
third = next(numbers)
try:
    next(numbers)
    ended = False
except StopIteration:
    ended = True
nothing = next(numbers, "nothing")
again = count_up(2)
other = count_up(2)
pairs = [next(again), next(other), next(again)]
rest = list(other)
left = list(again)
same = iter(again) is again
