"""Cases with values, alternatives, guards and names."""


class Colour:
    RED = "red"
    GREEN = "green"


def kind(value):
    match value:
        case 0:
            text = "zero"
        case 1 | 2 | 3 as small:
            text = f"small {small}"
        case -1:
            text = "minus one"
        case Colour.RED | Colour.GREEN:
            text = "colour"
        case "a" | "b":
            text = "letter"
        case None:
            text = "nothing"
        case True:
            text = "never: 1 was before"
        case False:
            text = "never: 0 was before"
        case float() as number if number > 100:
            text = "large"
        case int(n) if n > 100:
            text = f"large {n}"
        case int() | float():
            text = "number"
        case str(word):
            text = "word " + word
        case other:
            text = "other"
    return text


answers = []
for value in [0, 2, -1, "red", "b", None, True, False, 500.0, 500, 50, 1.5, "word", [1]]:
    answers.append(kind(value))

x = 5
match x:
    case y if y > 10:
        found = "no"
    case z:
        found = "z"

match x:
    case 6:
        never = 1
done = True
