"""Bases that cannot be put in one order, and deeper ones that can."""


class A:
    def who(self):
        return ["A"]


class B(A):
    def who(self):
        return ["B"] + super().who()


class C(A):
    def who(self):
        return ["C"] + super().who()


class D(B, C):
    def who(self):
        return ["D"] + super().who()


class E(C):
    def who(self):
        return ["E"] + super().who()


class F(D, E):
    def who(self):
        return ["F"] + super().who()


way = F().who()
short = D().who()
try:

    class Wrong(A, B):
        pass

except TypeError:
    refused = True
