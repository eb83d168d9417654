"""Errors of one's own, with two bases."""


class AppError(Exception):
    pass


class Logged:
    log = []

    def note(self):
        Logged.log.append(type(self).__name__)
        return len(Logged.log)


class NotThere(Logged, AppError):
    def __init__(self, key):
        self.key = key


class Busy(Logged, AppError):
    pass


def get(table, key):
    if key == "wait":
        raise Busy()
    if key not in table:
        raise NotThere(key)
    return table[key]


found = []
for key in ["a", "b", "wait"]:
    try:
        found.append(get({"a": 1}, key))
    except NotThere as error:
        found.append(error.key)
        error.note()
    except AppError as error:
        times = error.note()
