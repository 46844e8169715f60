"""Short codes of records and of locations, to dictate or to print in place of long addresses.

`short_code` is how codes are written, checked and read; `code_table` gives a code to each record
and location, and keeps the ones given in a file. Start with `short_code`.
"""
