"""The commands of ``tms``, one module each with a function ``run(arguments)``."""
