"""String, bytes and number methods: always values, except what splits."""

text = "  Hello, World  "
clean = text.strip()
lower = clean.lower()
words = clean.split(", ")
first, second = words
joined = "-".join(words)
start = clean.startswith("He")
where = clean.find("W")
replaced = clean.replace("l", "L")
before, sep, after = clean.partition(", ")
lines = "a\nb".splitlines()
padded = "7".zfill(3)
formatted = "{} {:>4}".format("a", 3)
percent = "%s=%d" % ("n", 5)
fancy = f"{first!r:>10} {len(words):02d}"
raw = r"\n"
count = clean.count("l")
digits = "123".isdigit()
letter = clean[0]
tail = clean[-5:]
every = clean[::2]
repeated = "ab" * 2
whole = "a" "b"
is_in = "ell" in clean
for char in "xyz":
    last = char
codes = [ord(char) for char in "ab"]
table = str.maketrans("ab", "xy")
moved = "aabb".translate(table)
data = clean.encode()
back = data.decode("utf-8")
byte = data[0]
piece = data[:2]
hexed = data.hex()
buffer = bytearray(data)
buffer[0] = 74
numbers = list(b"ab")
changed = buffer.decode()
assert moved == "xxyy" and byte == 72 and piece == b"He" and changed[0] == "J" and numbers == [97, 98]

n = 7
half = n / 2
floor = n // 2
rest = n % 2
power = n ** 2
root = n ** 0.5
negative = -n
inverse = ~n
bits = n.bit_length()
ratio = (2.5).as_integer_ratio()
real = (3 + 4j).real
size = abs(3 + 4j)
is_whole = (2.0).is_integer()
shifted = 1 << 10
both = n > 3 and n < 10
either = "" or "default"
chosen = [] or None
third = "yes" if n else []
chain = 1 < n < 10
nothing = not n
tiny = 1e-3
big = 10 ** 20
text_of = str(big)
made = int.from_bytes(b"\x01\x00", "big")
assert (half, floor, rest, bits, size, made) == (3.5, 3, 1, 3, 5.0, 256) and either == "default"
assert chosen is None and third == "yes" and ratio == (5, 2)


def initials(full):
    parts = full.split()
    letters = [part[0].upper() for part in parts]
    short = "".join(letters)
    return short


def vowels(word):
    found = 0
    for char in word:
        if char in "aeiou":
            found += 1
    return found


ab = initials("ada byron")
many = vowels("education")
assert ab == "AB" and many == 5
