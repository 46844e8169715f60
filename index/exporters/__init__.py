"""Public standards out: records to files that others read.

One module a standard, `serializers` for JSON, GeoJSON and CSV, `columns` for the flat table,
`csv_safe` for cells that no spreadsheet runs. Start with `writer`.
"""
