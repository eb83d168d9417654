"""Every recorded message against the protocol's types, as PyPI's `lsprotocol` has them."""

import json

from lsprotocol import converters, types

CONVERTER = converters.get_converter()

# Requests and notifications of our own, see editors/README.md.
OWN = ("memlens/",)


def messages(record):
    """What was said, in order: pairs of "client" or "server" and a message."""
    lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
    return [(line["from"], line["message"]) for line in map(json.loads, lines)]


def check(record):
    """The number of messages, and a line for everything that breaks the protocol.

    Of the server's messages nothing may be left over either: what the types do not know is an error.
    """
    asked = {}
    wrong = []
    said = messages(record)
    for who, message in said:
        method = message.get("method")
        if method:
            if "id" in message:
                asked[who, message["id"]] = method
            which = 0
        else:
            other = "server" if who == "client" else "client"
            method = asked.pop((other, message.get("id")), None)
            if method is None:
                wrong.append(f"{who} answers what nobody asked: {message}")
                continue
            which = 1
        if method.startswith(OWN):
            continue
        if message.get("error"):
            # A cancelled request is answered so.
            if message["error"]["code"] != types.LSPErrorCodes.RequestCancelled.value:
                wrong.append(f"{who} answers {method} with an error: {message['error']}")
            continue
        if method not in types.METHOD_TO_TYPES:
            # Methods that begin with `$/` may be of one side alone, and ignored by the other.
            if not method.startswith("$/"):
                wrong.append(f"{who} says {method}, which the protocol does not know")
            continue
        kind = types.METHOD_TO_TYPES[method][which]
        try:
            typed = CONVERTER.structure(message, kind)
        except Exception as error:
            wrong.append(f"{who}'s {method} is no {kind.__name__}: {error!r}: {str(message)[:400]}")
            continue
        if who == "server":
            again = without_nulls(CONVERTER.unstructure(typed, kind))
            if again != without_nulls(message):
                wrong.append(f"server's {method} has more than its type: {str(message)[:400]}")
    return len(said), wrong


def without_nulls(value):
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [without_nulls(inner) for inner in value]
    return value
