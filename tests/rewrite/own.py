# Functions of many shapes, each to be rewritten. `own_inputs.py` has their arguments.


class Tree:
    def __init__(self, key, children=()):
        self.key = key
        self.children = list(children)

    def leftmost(self, tree, steps=0):
        if not tree.children:
            return tree.key, steps
        return self.leftmost(tree.children[0], steps=steps + 1)

    def total(self, tree):
        """Of all keys."""
        found = tree.key
        for child in tree.children:
            found += self.total(child)
        return found

    @staticmethod
    def height(tree):
        best = 0
        for child in tree.children:
            best = max(best, Tree.height(child))
        return best + 1

    @classmethod
    def mirrored(cls, items, done):
        if not items:
            return done
        return cls.mirrored(items[1:], [items[0]] + done)


# --- The call is the last thing the function does --------------------------------------------


def gcd(a, b):
    """Euclid."""
    if b == 0:
        return a  # the other one
    return gcd(b, a % b)  # and again


def count_down(n):
    if n > 0:
        log("at", n)
        count_down(n - 1)


def tallied(n, found=0):
    """Spoiled, its loop never ends and does nothing that is written down."""
    if n.__class__ is not int or n == 0:
        return found
    return tallied(n - 1, found + 1)


def both_ways(n):
    if n > 0:
        log("down", n)
        both_ways(n - 1)
    elif n < 0:
        log("up", n)
        both_ways(n + 1)


def swapped(a, b, n):
    if n <= 0:
        return a, b
    return swapped(b, a, n - 1)


def search(items, wanted, low=0, high=None):
    if high is None: high = len(items)
    if low >= high:
        return -1
    middle = (low + high) // 2
    if items[middle] == wanted:
        return middle
    return search(items, wanted, low, middle) if items[middle] > wanted else search(items, wanted, high=high, low=middle + 1)


def all_equal(items, at=1):
    return at >= len(items) or items[at] == items[at - 1] and all_equal(items, at + 1)


def any_zero(items):
    return items and (items[0] == 0 or any_zero(items[1:]))


def collatz(n, steps=0):
    if n <= 1:
        return steps
    if n % 2 == 0: return collatz(n // 2, steps + 1)
    else: return collatz(3 * n + 1, steps + 1)


def last(node):
    while_next = node.next
    if while_next is None:
        return node.key
    return last(while_next)


def digits_sum(n, total=0):
    # Comments stay.
    text = """not
indented"""
    if n == 0:
        return total, text
    total += n % 10

    # And this one.
    return digits_sum(n // 10, total)


def drop_while(items, test=None):
    for item in items:
        if test is not None and item > test:
            return items
        break
    else:
        return []
    return drop_while(items[1:], test)


def fallible(items, n):
    if n < 0:
        raise ValueError(n)
    try:
        item = items[n]
    except IndexError as error:
        log("no item", str(error))
        item = 1
    log(item)
    if n == 0:
        return "done"
    return fallible(items, n - item)


def match_bits(bits, seen=""):
    if bits == []:
        return seen
    if bits[0]:
        if len(seen) > 3:
            return match_bits(bits[2:], "")
        return match_bits(bits[1:], seen + "1")
    return match_bits(bits[1:], seen + "0")


def aliased(items, out, n):
    if n == 0:
        out.append(items)
        return out
    items.append(n)
    return aliased(out, items, n - 1)


# --- Work is left after the call --------------------------------------------------------------


def factorial(n):
    if n == 0:
        return 1
    return n * factorial(n - 1)


def power(base, exponent):
    if exponent == 0:
        return 1
    if exponent % 2:
        return base * power(base, exponent - 1)
    return power(base * base, exponent // 2)


def float_sum(items):
    if not items:
        return 0.0
    return items[0] + float_sum(items[1:])


def length(node):
    if node is None:
        return 0
    return 1 + length(node.next)


def copied(items):
    return [] if not items else [items[0]] + copied(items[1:])


def evens(items):
    if not items:
        return []
    if items[0] % 2 == 0:
        return [items[0]] + evens(items[1:])
    return evens(items[1:])


def backwards(text):
    if len(text) <= 1:
        return text
    return backwards(text[1:]) + text[0]


def digits(n):
    if n == 0:
        return []
    return digits(n // 10) + [n % 10]


def binary(n):
    if n < 2:
        return str(n)
    return binary(n // 2) + str(n % 2)


def largest(items):
    if len(items) == 1:
        return items[0]
    return max(items[0], largest(items[1:]))


def alternating(items):
    if not items:
        return 0
    return items[0] - alternating(items[1:])


def quotients(items):
    if not items:
        return 1
    return quotients(items[1:]) / items[0]


def bracketed(n):
    if n <= 0:
        return "."
    if n % 3:
        return "(" + bracketed(n - 1) + ")"
    return "[" + bracketed(n - 2) + str(n)


def doubled(n):
    if n <= 0:
        return 1
    return 2 * doubled(n - 1)


def negated(n):
    if n <= 0:
        return 0.5
    return -negated(n - 1)


def logged(items):
    if not items:
        return log("end")
    return log("before", items[0]), logged(items[1:]), log("after", items[0])


def nothing_at_the_end(n):
    if n > 0:
        return nothing_at_the_end(n - 1) + [n]


def zipped(a, b):
    if not a or not b:
        return []
    return [(a[0], b[0])] + zipped(a[1:], b[1:])


def in_and_out(n):
    if n > 0:
        log("in", n)
        in_and_out(n - 1)
        log("out", n)


def popped(items):
    if not items:
        return 0
    item = items.pop()
    rest = popped(items)
    items.append(item)
    return rest + item


# --- Trees -------------------------------------------------------------------------------------


def outline(tree, depth=0):
    # One line each.
    log("  " * depth + str(tree.key))
    for child in tree.children:
        outline(child, depth + 1)


def keys_below(tree, out):
    for child in tree.children:
        keys_below(child, out)
    out.append(tree.key)


def inorder(node, out):
    if node is None:
        return
    inorder(node.left, out)
    out.append(node.key)
    inorder(node.right, out)


def inorder_tested(node, out):
    if node.left is not None:
        inorder_tested(node.left, out)
    out.append(node.key)
    if node.right is not None:
        inorder_tested(node.right, out)


def node_height(node):
    if node is None:
        return 0
    return 1 + max(node_height(node.left), node_height(node.right))


def contains(node, key):
    if node is None:
        return False
    return node.key == key or contains(node.left, key) or contains(node.right, key)


def path_to(tree, key, path):
    path.append(tree.key)
    if tree.key == key:
        return True
    for child in tree.children:
        if path_to(child, key, path):
            return True
    path.pop()
    return False


def pruned(tree, least):
    kept = []
    for child in tree.children:
        if child.key < least:
            log("dropped", child.key)
            continue
        pruned(child, least)
        kept.append(child)
    tree.children = kept


def flattened(value, out):
    if isinstance(value, list):
        for item in value:
            flattened(item, out)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "":
                continue
            out.append(key)
            flattened(item, out)
    else:
        out.append(value)


def deep_copy(value):
    if isinstance(value, list):
        result = []
        for item in value:
            result.append(deep_copy(item))
        return result
    return value


def growing(tree):
    log(tree.key)
    for child in tree.children:
        if child.key % 5 == 0 and len(tree.children) < 6:
            tree.children.append(Leaf(child.key + 1))
        growing(child)


# --- More than one call -------------------------------------------------------------------------


def fibonacci(n):
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)


def hanoi(n, source, target, spare):
    if n == 0:
        return
    hanoi(n - 1, source, spare, target)
    log(source, target)
    hanoi(n - 1, spare, target, source)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def merge_sort(items):
    if len(items) <= 1:
        return items
    middle = len(items) // 2
    left = merge_sort(items[:middle])
    right = merge_sort(items[middle:])
    merged = []
    while left and right:
        merged.append(left.pop(0) if left[0] <= right[0] else right.pop(0))
    return merged + left + right


def quick_sort(items, low, high):
    if low < high:
        pivot, border = items[high], low
        for at in range(low, high):
            if items[at] < pivot:
                items[at], items[border] = items[border], items[at]
                border += 1
        items[high], items[border] = items[border], items[high]
        quick_sort(items, low, border - 1)
        quick_sort(items, border + 1, high)


def permutations(chosen, rest, out):
    if not rest:
        out.append(chosen[:])
        return
    for at, item in enumerate(rest):
        chosen.append(item)
        permutations(chosen, rest[:at] + rest[at + 1 :], out)
        chosen.pop()


def subsets(items, at, chosen, out):
    if at == len(items):
        out.append(list(chosen))
        return
    subsets(items, at + 1, chosen, out)
    chosen.append(items[at])
    subsets(items, at + 1, chosen, out)
    chosen.pop()


def queens(n, row, columns, out):
    if row == n:
        out.append(tuple(columns))
        return
    for column in range(n):
        if all(column != c and abs(column - c) != row - r for r, c in enumerate(columns)):
            columns.append(column)
            queens(n, row + 1, columns, out)
            columns.pop()


def change(amount, coins):
    if amount == 0:
        return 1
    if amount < 0 or not coins:
        return 0
    return change(amount - coins[0], coins) + change(amount, coins[1:])


def binomial(n, k):
    if k == 0 or k == n:
        return 1
    return binomial(n - 1, k - 1) + binomial(n - 1, k)


def walks(graph, node, seen):
    if node in seen:
        return 0
    seen.add(node)
    log("visit", node)
    found = 1
    for other in graph[node]:
        found += walks(graph, other, seen)
    log("leave", node, found)
    return found


def flood(grid, row, column):
    if not 0 <= row < len(grid) or not 0 <= column < len(grid[row]) or grid[row][column] != 0:
        return
    grid[row][column] = 1
    flood(grid, row + 1, column)
    flood(grid, row - 1, column)
    flood(grid, row, column + 1)
    flood(grid, row, column - 1)


def counted(n):
    while n > 3:
        n -= 2
        log("round", n)
        if n % 2:
            counted(n - 1)
    return log("end", n)


# --- Memory of earlier results ------------------------------------------------------------------


def remembered(n, known):
    if n in known:
        return known[n]
    if n < 2:
        return n
    known[n] = remembered(n - 1, known) + remembered(n - 2, known)
    return known[n]


def partitions(n, most, known):
    if n == 0:
        return 1
    if n < 0 or most == 0:
        return 0
    key = n, most
    if key not in known:
        known[key] = partitions(n - most, most, known) + partitions(n, most - 1, known)
    return known[key]


def longest_common(a, b, i, j, known):
    if i == len(a) or j == len(b):
        return 0
    if (i, j) in known:
        return known[i, j]
    if a[i] == b[j]:
        found = 1 + longest_common(a, b, i + 1, j + 1, known)
    else:
        found = max(longest_common(a, b, i + 1, j, known), longest_common(a, b, i, j + 1, known))
    known[i, j] = found
    return found


def nested_loops(tree, depth):
    log("enter", tree.key)
    for child in tree.children:
        for other in tree.children:
            if child is other:
                continue
            log("pair", child.key, other.key)
            if depth > 0:
                nested_loops(child, depth - 1)
            log("behind", other.key)
        log("next")
    log("leave", tree.key)


def ordered(tree, depth):
    log("enter", tree.key)
    for child in tree.children:
        for times in range(2):
            if depth > 0 and times < child.key:
                label = ordered(child, depth - 1)
            else:
                label = "none"
            log(times, label)
        log("next", child.key)
    return tree.key
