# Counting, grouping, looking up.
text = "to be or not to be"
counts = {}
for word in text.split():
    counts[word] = counts.get(word, 0) + 1
groups = {}
for word in counts:
    groups.setdefault(len(word), []).append(word)
ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
most, times = ordered[0]
stock = {"apples": {"price": 2, "left": 10}, "pears": {"price": 3, "left": 0}}
for name, item in stock.items():
    if item["left"] == 0:
        item["left"] = 5
    item["total"] = item["price"] * item["left"]
del stock["pears"]["price"]
copy = dict(stock)
copy["plums"] = {}
numbers = {n: n * n for n in range(5)}
evens = {n for n in numbers if n % 2 == 0}
numbers.pop(3)
inverse = {value: key for key, value in numbers.items()}
seen = set()
for n in [3, 1, 3, 2]:
    if n in seen:
        break
    seen.add(n)
