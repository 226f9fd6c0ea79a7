"""PDF, written page by page: what has been written is forgotten, so a report may be as long as it likes."""

from tms_adapters.reports.pdf.document import write_pdf

__all__ = ["write_pdf"]
