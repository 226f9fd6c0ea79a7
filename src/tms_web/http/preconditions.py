"""``If-Match``: change something only if nobody else has (RFC 9110, section 13.1.1)."""

import re

from tms_core.errors import Invalid

TAG = re.compile(rb'(?P<weak>W/)?"(?P<tag>[\x21\x23-\x7e\x80-\xff]*)"')
LIST = re.compile(rb"[ \t]*,[ \t]*")
VERSION = re.compile(rb"[1-9][0-9]{0,15}")


def expected_versions(if_match: bytes | None) -> frozenset[int] | None:
    """The versions that the field allows; None when it is absent or ``*``.

    Weak tags never match (RFC 9110, section 8.8.3.2), nor do tags that are no version of ours. Raises ``Invalid``.
    """
    if if_match is None or if_match.strip() == b"*":
        return None
    tags = [TAG.fullmatch(part.strip()) for part in LIST.split(if_match.strip()) if part.strip()]
    if not tags or not all(tags):
        raise Invalid.field("If-Match", 'must be an entity tag from ETag, such as "3", a list of them, or *')
    strong = [match["tag"] for match in tags if match and not match["weak"]]
    return frozenset(int(tag) for tag in strong if VERSION.fullmatch(tag))
