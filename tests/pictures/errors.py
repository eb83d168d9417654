# What is left when something goes wrong.
class TooLittle(Exception):
    def __init__(self, missing):
        super().__init__(f"{missing} missing")
        self.missing = missing


class Account:
    def __init__(self, owner, balance):
        self.owner = owner
        self.balance = balance
        self.log = []

    def withdraw(self, amount):
        if amount > self.balance:
            raise TooLittle(amount - self.balance)
        self.balance -= amount
        self.log.append(("withdraw", amount))


def settle(account, amounts):
    done = 0
    for amount in amounts:
        try:
            account.withdraw(amount)
            done += 1
        except TooLittle as problem:
            account.log.append(("refused", problem.missing))
        finally:
            last = amount
    return done, last


account = Account("Kim", 100)
outcome = settle(account, [30, 90, 20])
numbers = ["1", "two", "3"]
parsed = []
for text in numbers:
    try:
        value = int(text)
    except ValueError:
        continue
    else:
        parsed.append(value)
try:
    parsed[9]
except (KeyError, IndexError) as error:
    kind = "index"
average = sum(parsed) / len(parsed)
