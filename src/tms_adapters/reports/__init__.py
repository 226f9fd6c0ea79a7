"""Reports as PDF, Excel and CSV files, each rendered in a subprocess.

Nothing is imported here, so that the subprocess (``worker.py``) only loads what its format needs.
"""
