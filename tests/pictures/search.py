# Loops with an end that depends on the values.
def binary_search(items, wanted):
    low, high = 0, len(items) - 1
    while low <= high:
        middle = (low + high) // 2
        if items[middle] == wanted:
            return middle
        if items[middle] < wanted:
            low = middle + 1
        else:
            high = middle - 1
    return None


def bubble_sort(items):
    for end in range(len(items) - 1, 0, -1):
        for index in range(end):
            if items[index] > items[index + 1]:
                items[index], items[index + 1] = items[index + 1], items[index]
    return items


def primes(limit):
    is_prime = [True] * (limit + 1)
    found = []
    for n in range(2, limit + 1):
        if not is_prime[n]:
            continue
        found.append(n)
        for multiple in range(n * n, limit + 1, n):
            is_prime[multiple] = False
    return found


def breadth_first(graph, start):
    seen = [start]
    queue = [start]
    while queue:
        node = queue.pop(0)
        for neighbour in graph[node]:
            if neighbour not in seen:
                seen.append(neighbour)
                queue.append(neighbour)
    return seen


data = [9, 4, 7, 1]
bubble_sort(data)
place = binary_search(data, 7)
nothing = binary_search(data, 8)
small = primes(20)
graph = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}
order = breadth_first(graph, "a")
first, *others = order
