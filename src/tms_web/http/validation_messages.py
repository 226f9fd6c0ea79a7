"""What a decoder says about a value, in words for the person who sent it."""

import re

EXPECTED = re.compile(r"Expected `(?P<kind>[^`]+)`, got `(?P<got>[^`]+)`")
RANGE = re.compile(r"Expected `(?:int|float)[^`]*` (?P<sign>>=|<=) (?P<bound>-?\d+)")
LENGTH = re.compile(r"Expected `str[^`]*` of length <= (?P<most>\d+)")
PLACE = re.compile(r" - at `\$(?P<path>[^`]*)`$")
STEP = re.compile(r"\[(\d+)\]|\.([^.\[]+)")

KINDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "datetime": "a time with an offset, such as 2026-05-04T09:00:00Z",
    "null": "null",
}


def to_message(message: str, choices: tuple[str, ...] = ()) -> str:
    """The rest of a sentence that begins with the field's name. ``choices`` are the values an enumeration has."""
    if choices:
        return f"must be one of {', '.join(choices)}"
    if match := EXPECTED.search(message):
        kinds = [KINDS.get(kind, kind) for kind in match["kind"].split(" | ")]
        return f"must be {' or '.join(kinds)}"
    if match := RANGE.search(message):
        return f"must be at {'least' if match['sign'] == '>=' else 'most'} {match['bound']}"
    if match := LENGTH.search(message):
        return f"must be at most {match['most']} characters long"
    if "RFC3339" in message:
        return f"must be {KINDS['datetime']}"
    return "has an invalid value"


def path_in(message: str) -> str:
    """Where inside the value the trouble is, as in ``.0.status``; empty for the value itself."""
    match = PLACE.search(message)
    return "".join(f".{index or name}" for index, name in STEP.findall(match["path"])) if match else ""
