"""Operators that change a set or a dictionary in place, and those that make another."""

seen = {1, 2}
same = seen
seen |= {2, 3}
shared = seen is same
seen -= {1}
other = seen & {3, 4}
seen ^= {3, 9}
count = len(same)
seen &= {9}
table = {"a": 1}
alias = table
table |= {"b": [2], "a": 3}
one = alias is table
merged = table | {"c": 4}
lines = "one\ntwo\n\nthree\n".splitlines()
words = [line for line in lines if line]
