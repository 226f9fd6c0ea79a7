"""A mail server that accepts everything and keeps nothing: ``python -m benchmarks.smtp_sink``.

Prints its port, and then how many mails have arrived, whenever that has changed within the last tenth of a second.
"""

import asyncio

from aiosmtpd.smtp import SMTP, Envelope, Session

REPORT_SECONDS = 0.1


class Sink:
    """Counts mails."""

    def __init__(self) -> None:
        self.mails = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Called with each mail."""
        self.mails += 1
        return "250 OK"


async def main() -> None:
    """Serve until the process is ended."""
    sink = Sink()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="mail.test"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    reported = 0
    while True:
        await asyncio.sleep(REPORT_SECONDS)
        if sink.mails != reported:
            reported = sink.mails
            print(reported, flush=True)


if __name__ == "__main__":
    asyncio.run(main())
