"""The core of the Training Management System: entities, use cases and ports.

It uses only the standard library. Storage, transport and rendering are up to adapters.
"""
