"""``tms``, the command line: one module per command, and the helpers they share."""


class CommandError(Exception):
    """A command failed; the message is one sentence for the user."""
