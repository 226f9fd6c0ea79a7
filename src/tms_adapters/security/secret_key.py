"""The secret key that an installation generates for itself."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

SECRET_BYTES = 48
MIN_BYTES = 32


def load_or_create_secret(path: Path) -> str:
    """The secret in ``path``, created (readable by the owner only) if the file does not exist.

    If several processes start at once, one of them creates it and all return the same. Raises ``OSError`` if
    the folder cannot be used, ``ValueError`` if the file holds less than 32 bytes.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _create(path)
    secret = path.read_text("utf-8").strip()
    if len(secret.encode()) < MIN_BYTES:
        raise ValueError(
            f"The secret in {path} is shorter than {MIN_BYTES} bytes. Delete the file for a new one."
        )
    return secret


def _create(path: Path) -> None:
    """Create the file atomically: it is complete when it appears, and linking never
    replaces a file that already exists."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(SECRET_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
