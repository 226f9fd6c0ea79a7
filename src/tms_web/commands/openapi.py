"""``tms openapi``."""

import argparse
import json

from tms_web.app import openapi_document


def run(arguments: argparse.Namespace) -> None:
    """Print the OpenAPI document, or write it to a file."""
    text = json.dumps(openapi_document(), indent=2, ensure_ascii=False) + "\n"
    if arguments.out is None:
        print(text, end="")
        return
    arguments.out.write_text(text, "utf-8")
