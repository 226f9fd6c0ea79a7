"""``tms openapi``."""

import argparse
import json
from pathlib import Path

from tms_web.app import openapi_document
from tms_web.cli import output
from tms_web.cli.output import output_file


def run(arguments: argparse.Namespace) -> None:
    """Print the OpenAPI document, or write it to a file, replacing an existing one. The JSON is UTF-8 on every
    platform."""
    document = (json.dumps(openapi_document(), indent=2, ensure_ascii=False) + "\n").encode()
    if arguments.out is None or str(arguments.out) == "-":
        with output.binary_output() as out:
            out.write(document)
        return
    with output_file(arguments.out, force=arguments.force, replaceable=_is_openapi) as out:
        out.write(document)


def _is_openapi(path: Path) -> bool:
    try:
        document = json.loads(path.read_bytes())
    except ValueError:
        return False
    return isinstance(document, dict) and "openapi" in document
