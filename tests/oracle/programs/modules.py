"""Imports: modules, names from modules, what standard functions return."""

import collections.abc
import json
import math as m
import os.path
import random
import re
import time
from datetime import date, timedelta
from pathlib import Path
from string import ascii_lowercase as letters

root = m.sqrt(16)
circle = m.pi * 2
up = m.ceil(2.1)
first = letters[0]
joined = os.path.join("a", "b.txt")
stem, extension = os.path.splitext(joined)
folder = os.path.dirname(joined)
exists = os.path.exists("/no/such/file")
text = json.dumps({"a": [1, None]})
loaded = json.loads(text)
inner = loaded["a"]
match = re.match(r"(\w+)-(\d+)", "item-42")
word, digits = match.groups()
number = int(match.group(2))
missing = re.search("x", "abc")
parts = re.split(",", "a,b")
cleaned = re.sub(r"\d", "#", "a1")
pattern = re.compile("a+")
found = pattern.findall("aab")
day = date(2024, 2, 28) + timedelta(days=2)
month = day.month
iso = day.isoformat()
path = Path("folder") / "file.txt"
name = path.name
suffix = path.suffix
parent = path.parent
generator = random.Random(1)
dice = generator.randint(1, 6)
picked = generator.choice(["a"])
began = time.perf_counter()
spent = time.perf_counter() - began
listed = os.listdir(".")
here = os.getcwd()
home = os.environ.get("NO_SUCH_VARIABLE")
is_sequence = isinstance([], collections.abc.Sequence)
common = m.gcd(12, 18)
whole = m.floor(2.7)
answer = (root, up, first, extension, month, number, missing, name, suffix, common, whole)
assert answer == (4.0, 3, "a", ".txt", 3, 42, None, "file.txt", ".txt", 6, 2)
assert inner == [1, None] and parts == ["a", "b"] and cleaned == "a#" and found == ["aa"] and picked == "a"
