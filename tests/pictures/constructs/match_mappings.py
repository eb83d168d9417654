"""Cases that look into dictionaries."""

log = []


def handle(event):
    match event:
        case {"type": "click", "at": (x, y)}:
            log.append(("click", x, y))
        case {"type": "key", "key": key, **rest}:
            log.append((key, rest))
        case {"type": "quit"}:
            log.append("quit")
            return False
        case {"type": str(name)}:
            log.append(name)
        case {}:
            log.append("empty, or anything else that maps")
        case _:
            log.append("no mapping")
    return True


events = [
    {"type": "click", "at": (3, 4)},
    {"type": "key", "key": "a", "shift": True, "count": 2},
    {"type": "scroll"},
    {},
    {"other": 1},
    [1, 2],
    {"type": "quit"},
]
goes_on = [handle(event) for event in events]

config = {"user": {"name": "Ada", "roles": ["admin", "dev"]}, 1: "one"}
match config:
    case {"user": {"name": name, "roles": [first_role, *_]}, 1: one}:
        who = name
match config:
    case {"missing": value}:
        where = value
    case {"user": dict(user)}:
        same = user is config["user"]
