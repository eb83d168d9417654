# What comes after the first condition is not followed as a run: these pictures hold for every way there.
import random

if random.random() < 2:
    pass


def broken():
    while True:
        try:
            raise ValueError("x")
        except ValueError as error:
            text = str(error)
            break
        finally:
            ended = True
    return text, ended


def returned():
    for number in range(3):
        try:
            raise ValueError(number)
        except ValueError as error:
            if number == 0:
                continue
            return number
        finally:
            last = [number]
            last.append(number)


def kind(subject):
    match subject:
        case int(number) if number > 5:
            return "big"
        case int():
            return "small"
        case _:
            return "other"


first = broken()
second = returned()
kinds = [kind(7), kind(3), kind("x")]
