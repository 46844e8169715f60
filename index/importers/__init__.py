"""Import of public files: open data on places, services and occupations made into our own records.

`pipeline` imports or checks a file whatever its standard, which `standards` recognises;
`mediation_numerique` (with `mediation_codes`), `data_inclusion` and `rome` each read one standard,
`native_mapping` other formats described in TOML (`mappings/`); `cells` cleans values; `report`
lists every problem. Start with `pipeline`.
"""
