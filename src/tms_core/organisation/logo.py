"""The organisation's logo: which images are accepted, recognised by their content."""

import hashlib
import struct
from dataclasses import dataclass, field
from typing import Self

from tms_core.errors import TooLarge, Unsupported

MAX_BYTES = 256 * 1024
MAX_SIDE = 4096
"""Pixels. A small file can contain an image that needs gigabytes when it is shown."""
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of JPEG's frame headers, which contain the size of the image."""
JPEG_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """An image in one of the accepted formats. ``digest`` is the SHA-256 of its ``content``, in hex."""

    media_type: str
    digest: str
    content: bytes = field(repr=False)

    @classmethod
    def of(cls, content: bytes) -> Self:
        """The logo with this content. Raises ``TooLarge`` and ``Unsupported``."""
        if len(content) > MAX_BYTES:
            raise TooLarge("logo_too_large", f"A logo may have {MAX_BYTES // 1024} KiB at most.")
        found = next((kind for kind, size in SIZES.items() if (side := size(content)) and fits(side)), None)
        if found is None:
            raise Unsupported(
                "unsupported_image",
                f"Send a PNG, JPEG or WebP image of at most {MAX_SIDE} by {MAX_SIDE} pixels.",
            )
        return cls(media_type=found, digest=hashlib.sha256(content).hexdigest(), content=content)


Size = tuple[int, int]
"""Width and height in pixels."""


def fits(size: Size) -> bool:
    """Whether an image of this size can be shown."""
    return all(0 < side <= MAX_SIDE for side in size)


def png_size(content: bytes) -> Size | None:
    """The size of a PNG image (ISO/IEC 15948, section 11.2.2); None for anything else."""
    if not content.startswith(PNG) or content[12:16] != b"IHDR" or len(content) < 33:
        return None
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def jpeg_size(content: bytes) -> Size | None:
    """The size of a JPEG image (ITU-T T.81, annex B), from its frame header; None for anything else."""
    if not content.startswith(JPEG):
        return None
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker in JPEG_SIZES:
            height, width = struct.unpack_from(">HH", content, place + 5)
            return width, height
        if marker == 0xFF:
            place += 1
        elif marker in JPEG_WITHOUT_LENGTH:
            place += 2
        else:
            place += 2 + int.from_bytes(content[place + 2 : place + 4])
    return None


def webp_size(content: bytes) -> Size | None:
    """The size of a WebP image (RFC 9649); None for anything else."""
    if len(content) < 30 or content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    kind = content[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if kind == b"VP8L" and content[20] == 0x2F:
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and content[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


SIZES = {"image/png": png_size, "image/jpeg": jpeg_size, "image/webp": webp_size}
