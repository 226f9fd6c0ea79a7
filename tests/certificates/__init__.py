"""Certificates: a feature outside ``src/`` that has everything a feature of the product has.

``core.py``, ``memory.py``, ``sql.py`` and ``routes.py`` correspond to a package in ``tms_core`` and the modules of its
name in ``tms_adapters/memory``, ``tms_adapters/sql`` and ``tms_web/routes``, ``rules.py`` to its module in
``tests/core/rules``.
"""
