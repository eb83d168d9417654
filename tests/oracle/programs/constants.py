"""Constants that are one object, and equal ones that need not be."""

small = 7
other = 7
large = 1000
equal = 1000
text = "some text"
again = "some text"
computed = int("1000")
alias = large
number = 1.5
half = 1.5
negative = -1000
minus = -1000
nothing = None
neither = None
if large > 5:
    inside = 1000
    late = "some text"
joined = "".join(["some", " text"])
copied = joined


def work(by):
    step = by
    count = 300
    total = 300
    if by:
        extra = 300
    for index in range(2):
        index = 300
        looped = 300
    first = second = 300
    chained = first
    step = count
    del step
    total = total + 1
    return chained, extra, looped


def nested():
    count = 300

    def inner():
        nonlocal count
        count = 500
        own = 500
        mine = count
        return own, mine

    inner()
    value = count
    return value


class Holder:
    size = 300
    length = 300


def branches(flag):
    if flag:
        one = 400
    else:
        one = 500
    two = 400
    three = 500
    try:
        four = 600
    finally:
        five = 600
    return one, two, three, four, five


def globals_too():
    global large
    large = 2000
    here = 2000
    return here


work(1)
nested()
branches(True)
branches(False)
globals_too()
last = large
end = 2000
