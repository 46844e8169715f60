"""The catalogue: files of records on disk (organisations, programmes, open needs), and checks.

`store` reads and adds records, `quality` scores one record, `audit` reports the defects of all,
`coverage` counts their locations by département, `expectations` compares the catalogue with the
figures that its operator expects. Start with `store`.
"""
