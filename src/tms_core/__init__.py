"""The Training Management System itself: entities, use cases and ports.

Standard library only. How things are stored, sent or drawn is decided by adapters.
"""
