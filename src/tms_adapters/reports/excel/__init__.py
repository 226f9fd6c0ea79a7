"""Excel workbooks: a summary sheet with native charts, and a sheet for each
table. Rows are streamed to disk."""

from tms_adapters.reports.excel.workbook import write_excel

__all__ = ["write_excel"]
