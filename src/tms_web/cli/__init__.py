"""``tms``, the command line: a module for each group of commands, and the helpers they share."""


class CommandError(Exception):
    """A command failed; the message is one sentence for the user."""
