"""Excel workbooks: a summary with native charts, and a sheet for each table. Rows go to disk as they come."""

from tms_adapters.reports.excel.workbook import write_excel

__all__ = ["write_excel"]
