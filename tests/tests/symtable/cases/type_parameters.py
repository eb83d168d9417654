"""Cases in 3.13's syntax for the comparison with CPython's symbol tables; never run."""

T = 1


def generic[T: (int, X), *Ts = *Default, **P = [T]](a: T, /, b: Ts = T, *, k, d: P = 1) -> T:
    x: T = [T for _ in a]
    return lambda: (T, P)


def no_defaults[A](a): pass
def keyword_only[A](*, a): pass
def keyword_default[A](*, a, b=1): pass
async def coroutine[A](a=lambda: A): yield A


class Class[T, U: "T" = lambda: T](Base[T], (lambda: U), [T for _ in ()], k=U):
    attribute: T = T
    own = 1

    def method[V: own](self, own_type: own, t: T, v: V, c: __class__) -> [own for _ in own]:
        return super().method, own, T, V

    def plain(self, x: own):
        return T

    type Alias[W: own] = tuple[W, own, T, lambda: own, [own for _ in ()]]
    type Simple = own | T | undefined

    class Inner[T](Class, own):
        x = T, own


def function(own, T):
    global moved

    class Local[S](own):
        nonlocal own
        global declared
        T = own
        own = declared = 1

        def method[Q](self, a: T, b: own, c: declared, d: Q):
            return T, own, S

        type Alias = (T, own, declared, lambda: (T, own))

    type Alias[Z] = (Z, T, Alias, Local)
    def moved[M](m: M): return M
    return [T for T in own], lambda: Alias


class __Private[__T: __X, *__Ts = __D](__B, (lambda: __Q), [__z for __z in __w], k=__T):
    __y: __T
    def __f[__U](self, a: __X, __p=3, *, kw=4) -> __U: return __T, __X
    type __A[__V] = __V | __X

    class __Inner[__W](__W, __X):
        __v: __W


type Recursive[A] = list[Recursive[A]] | (lambda: A)
type Lazy = [Lazy for _ in ()]
f"{'nested' + f'{T}'} {x!r:{y:{z}}} {[a for a in f"{b}"]}"
@decorator(lambda: T)
class Decorated[T]: pass
