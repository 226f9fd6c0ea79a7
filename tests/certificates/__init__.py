"""Certificates: a feature that lives outside ``src/``, and is everything that a feature of the product is.

``core.py``, ``memory.py``, ``sql.py`` and ``routes.py`` are what a folder in ``tms_core`` and the modules of its name in
``tms_adapters/memory``, ``tms_adapters/sql`` and ``tms_web/routes`` would be.
"""
