"""Public standards in: files of others to records.

`pipeline` imports a file whatever its standard; one module a standard, `native_mapping` for
formats described in TOML (`mappings/`); `cells` cleans values; `report` lists every error. Start
with `pipeline`.
"""
