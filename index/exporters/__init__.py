"""Export of records to files that others read, in public standards and in our own formats.

`mediation_numerique` and `data_inclusion` each write one standard, `locations` turns locations into
records for them, `serializers` writes JSON, GeoJSON and CSV, `columns` lists the columns of our
CSV, `csv_safe` writes cells that no spreadsheet runs. `forms` lists what can be downloaded,
`catalogue` is what a download holds, `whole_files` writes those of a whole index. Start with
`writer`.
"""
