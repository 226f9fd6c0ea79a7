"""Checks whether mails get out."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

from tms_core.mail.model import OutboxStatus, SenderStatus, trouble
from tms_web.doctor import Finding, Patient, check, ok, problem, warning
from tms_web.doctor.services import stored_time
from tms_web.settings.parsers import shown_path


@check("mail", place=74)
async def mail(patient: Patient) -> AsyncIterator[Finding]:
    """Where mails go, and whether they get out."""
    settings = patient.settings
    rows = await patient.database.rows(
        "SELECT failing_since, error, (SELECT MIN(next_at) FROM outbox), "
        "(SELECT COUNT(*) FROM outbox WHERE state = 'failed'), "
        "(SELECT COUNT(*) FROM refused_addresses AS refused JOIN users ON users.id = refused.user_id "
        "AND users.email = refused.address) "
        "FROM mail_sender WHERE id = 1"
    )
    failing_since, error, next_at, failed, refused = rows[0] if rows else (None, None, None, 0, 0)
    now = datetime.now(UTC)
    status = OutboxStatus(
        sender=SenderStatus(failing_since=stored_time(failing_since) if failing_since else None, error=error),
        due_since=min(stored_time(next_at), now) if next_at else None,
    )
    if (reason := trouble(status, now)) is not None:
        yield warning(reason, "Run `tms mail test --to ADDRESS`; see docs/operations.md, 'Mail'.")
    if failed or refused:
        text = f"{failed:,} mails have failed, and {refused:,} addresses were refused"
        yield warning(
            text, "Admins see why under System, Mail in the web client, and can have them tried again."
        )
    if settings.smtp_url is not None and settings.public_url is None:
        yield warning(
            "TMS_PUBLIC_URL is not set: mails have no links, and nobody can reset a forgotten password by mail",
            "Set it to the address where people open this installation.",
        )
    folder = settings.mail_path
    if settings.smtp_url is None and folder.exists() and not _takes_files(folder):
        yield problem(
            f"{shown_path(folder)} is no folder that this account can write to",
            "Mails wait until it is: `chown` it to the account that runs the server, or move what is in its place.",
        )
        return
    where = (
        "files in the data folder"
        if settings.smtp_url is None
        else f"{settings.smtp_url.host}:{settings.smtp_url.port}"
    )
    yield ok(f"from {settings.mail_from[1]} to {where}")


def _takes_files(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
