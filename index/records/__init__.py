"""Records: the organisations, programmes and open needs that a search returns.

`models` is the record as JSONL and the API hold it, `code_lists` the values that its fields may
have, `jsonl` reads and writes files of records, `passages` cuts a record into the short texts that
are encoded, `opening_hours` evaluates when a record is open. Start with `models`.
"""
