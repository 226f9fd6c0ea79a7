"""The baseline: the same endpoints on the same tables, as a good engineer writes them with FastAPI, the SQLAlchemy ORM
and pydantic, following those projects' own guides. It does less than the product; where it does, that favours the
baseline."""
