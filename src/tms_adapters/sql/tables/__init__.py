"""The tables, by feature. Columns carry the names of the fields they keep; a column that is derived from fields, or
copied so that an index can answer a question, says so."""
