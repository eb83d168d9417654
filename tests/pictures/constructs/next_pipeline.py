"""Generators that ask generators: each item goes through all of them before the next one starts."""

log = []


def lines():
    for word in ["a", "bb", "", "ccc"]:
        log.append("read " + word)
        yield word


def filled(source):
    for line in source:
        if line:
            yield line
        else:
            log.append("skipped")


def lengths(source):
    while True:
        line = next(source, None)
        if line is None:
            log.append("end")
            return
        log.append("measured " + line)
        yield len(line)


chain = lengths(filled(lines()))
one = next(chain)
log.append("between")
two = next(chain)
others = list(chain)
count = len(log)
