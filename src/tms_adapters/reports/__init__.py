"""Reports as files: PDF, Excel and CSV, each rendered in a process of its own.

Nothing is imported here, so that the process (``worker.py``) loads no more than its format needs.
"""
