"""Two ways up to one base: each class is asked once."""

calls = []


class Base:
    name = "base"

    def __init__(self):
        calls.append("Base")
        self.base = 1


class Left(Base):
    name = "left"

    def __init__(self):
        calls.append("Left")
        super().__init__()
        self.left = 2


class Right(Base):
    name = "right"
    side = "r"

    def __init__(self):
        calls.append("Right")
        super().__init__()
        self.right = 3


class Bottom(Left, Right):
    def __init__(self):
        calls.append("Bottom")
        super().__init__()


class Other(Right, Left):
    pass


b = Bottom()
order = list(calls)
calls.clear()
o = Other()
names = [b.name, o.name, b.side]
kin = [isinstance(b, c) for c in (Base, Left, Right, Other)]
