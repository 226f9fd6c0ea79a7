"""``tms``, the command line: one module per command in ``commands``, and what they share."""


class CommandError(Exception):
    """A command failed; the message is one sentence for the person who ran it."""
