"""The file format: numbered objects, and at the end a table of where they are (ISO 32000-1, section 7.5)."""

import zlib
from array import array
from typing import BinaryIO

from tms_adapters.reports.cells import encodable

BEGINNING = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
EFFORT = 4
"""Higher levels of compression take several times as long and save a few percent."""


class PdfFile:
    """Objects are written at once; a number can be reserved for one that others mention before it is known."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._position = 0
        self._offsets = array("Q", [0])
        self._write(BEGINNING)

    def reserve(self) -> int:
        """A number for an object that ``put`` will write."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def put(self, number: int, content: str) -> None:
        """Write an object."""
        self._offsets[number] = self._position
        self._write(f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1"))

    def put_stream(self, number: int, data: bytes, entries: str = "") -> None:
        """Write a stream, compressed; ``entries`` are further entries of its dictionary."""
        packed = zlib.compress(data, EFFORT)
        self._offsets[number] = self._position
        head = f"{number} 0 obj\n<</Filter/FlateDecode/Length {len(packed)}{entries}>>\nstream\n"
        self._write(head.encode("latin-1") + packed + b"\nendstream\nendobj\n")

    def add(self, content: str) -> int:
        """Write an object under a new number."""
        number = self.reserve()
        self.put(number, content)
        return number

    def add_stream(self, data: bytes, entries: str = "") -> int:
        """Write a stream under a new number."""
        number = self.reserve()
        self.put_stream(number, data, entries)
        return number

    def finish(self, root: int, info: int, identity: str) -> None:
        """Write the table of objects and the trailer; ``identity`` is 32 hexadecimal digits."""
        start = self._position
        self._write(f"xref\n0 {len(self._offsets)}\n0000000000 65535 f \n".encode())
        for offset in self._offsets[1:]:
            self._write(b"%010d 00000 n \n" % offset)
        trailer = f"/Size {len(self._offsets)}/Root {root} 0 R/Info {info} 0 R/ID[<{identity}><{identity}>]"
        self._write(f"trailer\n<<{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode())

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._position += len(data)


def text_string(text: str) -> str:
    """Text for people, as in bookmarks and metadata."""
    return f"<FEFF{encodable(text).encode('utf-16-be').hex()}>"
