"""with: what `as` binds is what `__enter__` returns."""

import contextlib
import io


class Opened:
    def __init__(self, name):
        self.name = name
        self.log = []

    def __enter__(self):
        self.log.append("in")
        return self

    def __exit__(self, kind, value, traceback):
        self.log.append("out")
        return kind is ValueError


class Lent:
    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *details):
        count = len(details)
        return None


@contextlib.contextmanager
def changed(table, key, value):
    before = table.get(key)
    table[key] = value
    try:
        yield table
    finally:
        table[key] = before


manager = Opened("x")
with manager as opened:
    state = opened.log[-1]
assert opened is manager and state == "in"

items = [1]
with Lent(items) as lent, Lent(3) as number:
    lent.append(number)
assert lent is items and items == [1, 3]

with Opened("y") as swallowed:
    raise ValueError("gone")
assert swallowed.log == ["in", "out"]

settings = {"debug": False}
with changed(settings, "debug", True) as inside:
    now = inside["debug"]
later = settings["debug"]
assert inside is settings and now and not later

with io.StringIO() as out:
    print("hello", file=out)
    printed = out.getvalue()
with contextlib.redirect_stdout(io.StringIO()) as caught:
    print("quiet")
quiet = caught.getvalue()
with contextlib.suppress(KeyError):
    missing = settings["none"]
with open("notes.txt", "w", encoding="utf-8") as file:
    written = file.write("one\ntwo\n")
with open("notes.txt", encoding="utf-8") as file:
    first = file.readline()
    rest = file.read()
with open("notes.txt", "rb") as raw:
    data = raw.read()
    lines = data.splitlines()
assert written == 8 and rest == "two\n" and lines == [b"one", b"two"] and quiet == "quiet\n"
