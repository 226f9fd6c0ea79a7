"""PDF reports, written with fpdf2."""

from tms_adapters.reports.pdf.document import write_pdf

__all__ = ["write_pdf"]
