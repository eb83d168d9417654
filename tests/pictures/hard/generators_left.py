class Watch:
    def __enter__(self):
        log.append("in")

    def __exit__(self, *error):
        log.append("out")


def managed():
    with Watch():
        yield 1
        yield 2


def cleaned():
    try:
        yield 1
        yield 2
    except BaseException:
        log.append("left")
        raise


def plain():
    try:
        yield 1
        yield 2
    except ValueError:
        log.append("never")


def first(items):
    for item in items:
        return item


log = []
one = first(plain())
count = len(log)
two = first(managed())
count = len(log)
three = first(cleaned())
count = len(log)
copy = log[:]
