"""What arguments of the command line are turned into. Each raises what argparse reports as wrong usage."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path


def text(argument: str) -> str:
    """An argument as UTF-8, however the locale decoded it."""
    try:
        return os.fsencode(argument).decode()
    except UnicodeDecodeError:
        raise argparse.ArgumentTypeError("must be valid UTF-8") from None


def file(argument: str) -> Path:
    """The name of a file."""
    if not argument:
        raise argparse.ArgumentTypeError("must name a file")
    return Path(argument)


def whole_number(what: str, least: int, most: int) -> Callable[[str], int]:
    """A whole number within limits, both inclusive."""

    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"must be a whole number from {least} to {most}, not {text!r}")
        return int(text)

    return parse
