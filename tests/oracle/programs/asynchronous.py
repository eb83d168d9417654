"""async: coroutines, tasks, async for and with."""

import asyncio


class Resource:
    def __init__(self):
        self.log = []

    async def __aenter__(self):
        self.log.append("in")
        return self

    async def __aexit__(self, *details):
        self.log.append("out")


async def number(n):
    await asyncio.sleep(0)
    doubled = n * 2
    return doubled


async def numbers(limit):
    for n in range(limit):
        await asyncio.sleep(0)
        yield n


async def fill(target, item):
    target.append(item)
    await asyncio.sleep(0)
    return target


async def main():
    one = await number(1)
    both = await asyncio.gather(number(2), number(3))
    shared = []
    first = await fill(shared, 1)
    task = asyncio.create_task(fill(shared, 2))
    second = await task
    seen = []
    async for n in numbers(3):
        seen.append(n)
    squares = [n * n async for n in numbers(3)]
    async with Resource() as resource:
        inside = resource.log[0]
    same = first is second is shared
    return one, both, seen, squares, inside, same, resource


coroutine = main()
one, both, seen, squares, inside, same, resource = asyncio.run(coroutine)
assert one == 2 and both == [4, 6] and seen == [0, 1, 2] and squares == [0, 1, 4]
assert inside == "in" and same and resource.log == ["in", "out"]
