"""The commands of ``tms``, one module each with a function ``run(arguments)``."""


class CommandError(Exception):
    """A command cannot do what it was asked; the message is one sentence for the person who asked."""
