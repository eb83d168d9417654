"""Cases for the comparison with CPython's symbol tables; never run."""


def method_free_variable_with_the_name_of_a_method(x):
    class A:
        x = 1
        y = x

        def x_of(self):
            return x

        def y(self):
            return self.y, y

    class B:
        def use(self):
            global x
            return x

        print(x)

    return A, B


def free_through_everything(a, b):
    class Outer:
        class Inner:
            f = lambda self: [a for _ in (lambda: b for c in range(3))]

        def g(self, q=lambda: a):
            def h():
                nonlocal b
                b = 1

            return h

    return Outer


def nested_walrus(data):
    if any((found := item) for row in data if (kept := row) for item in row):
        print(found, kept)
    [[(deep := [(deeper := i) for i in row]) for row in data] for _ in data]

    def inner():
        nonlocal found
        return [(found := i) for i in data], lambda: [(own := i) for i in data]

    return inner


[(at_module := i) for i in range(3)]
{(k := 1): (v := 2) for i in range(3)}
print(any((from_generator := i) for i in at_module))


def walrus_into_a_global():
    global declared_in_function
    return [(declared_in_function := i) for i in (lambda: declared_in_function)()]


class __Mangled:
    global __global_one
    __global_one = 1
    __a__ = __b = 2
    import __module.sub, __other as __alias
    import os.path as __path

    def __method(self, __parameter, *__rest, **__more):
        global __global_two
        __global_two = __parameter
        self.__attribute = __b
        try:
            __class__.__x
        except E as __error:
            del __error
        for __i in [__j for __j in __rest if (__w := __j)]:
            pass

        class ___:
            __not_mangled = __i

        class _Nested__:
            def f(self, __x):
                return __x, __i

        return lambda __l=__i: __l

    match __b:
        case [__p, *__q, {"k": __r, **__s}, K(__t, u=__u)] as __v:
            pass


def class_cell():
    class A:
        one = [__class__ for _ in ()]
        two = lambda: __class__

        def three(self):
            return [[super().x for _ in ()] for __class__ in ()]

        def four(self):
            return (super for _ in [lambda: __class__])

        def five(self):
            nonlocal __class__
            __class__ = 1

        def six(self):
            __class__ = 2
            return lambda: super

        class B(__class__):
            def seven(self):
                return __class__

            eight = __class__

        def nine(self):
            class C:
                ten = super

                def eleven(self):
                    class D:
                        twelve = __class__

    return super().x, __class__


class own_class_attribute:
    __class__ = property(lambda self: __class__)

    def f(self):
        return super().f()


def comprehension_scopes(xs, f, i=0):
    [i for i in i]
    [x for x in xs for y in x if y for z in [w for w in y]]
    {x: y for x, y in ((lambda: x)() for x in f)}
    f([a for a in b] for b in xs)
    f(
        (a for a in b)
        for b in xs
    )
    return [lambda: (i, x, xs) for x in xs], {i for i in [j for j in [k for k in xs]]}


class comprehensions_in_a_class:
    a = 1
    b = [a for a in range(3)]
    c = [a + i for i in [a]]
    d = {i: [a for j in [i]] for i in [a]}
    e = [lambda: (a, q) for q in [a]]

    def f(self):
        return a


def global_shadows(g):
    def one():
        global g

        def two():
            return g

        class Three:
            g = g

            def four(self):
                return g

        return two, Three, [g for _ in ()]

    class Five:
        global g
        g = 1

        def six(self):
            return g

    return one, Five


def annotated(p: P, /, q: Q = lambda: q, *a: A, k: K = (yielded := 3), **kw: W) -> R:
    local: T
    (not_a_local): T
    with_value: T = 1
    (also_a_local): T = 1
    p.attribute: U = local
    return lambda: (local, with_value)


def deleted(x):
    def later():
        return x, y

    del x, y[0], z
    return later


def handlers():
    try:
        import a.b.c, d.e as f
        from . import g, h as i
    except* E as e:
        lambda: e
    finally:
        with open() as (j, *k), l as m.n, o as p[q]:
            for r.s, t[u] in v:
                pass


@(lambda f: f)
def decorated_with(x=[lambda: x for _ in ()]): pass
@decorator  # with a comment
# and a line of its own

@another \
    .one(lambda: 1)
class Decorated(base, metaclass=lambda: meta): pass
@decorator
async def coroutine():
    return [i async for i in aiter() if await i], (j async for j in k)
def \
    on_the_next_line(): yield lambda: 3


f"{a!r:{b}} {(lambda: c)()} {[d for d in e]:>{f}} {x=}" "plain" f'{(g := 1)}'
x += (y := 1)
x[y].z += 1
__name__, __file__, __doc__, __path__, __debug__, print, undefined
lambda *, a=1, b: (a, b, c)


def qualified():
    global moved

    def moved():
        def inside(): pass

    class Local:
        def method(self): return [lambda: 1 for _ in (lambda: 2,)]

    return (lambda: lambda: 3), Local


class Outside:
    global Elsewhere

    class Elsewhere:
        def method(self): pass
