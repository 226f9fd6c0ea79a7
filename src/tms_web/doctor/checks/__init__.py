"""The checks of ``tms doctor``: every module here is one subject."""
