"""Excel: the tables of a snapshot as a workbook."""
