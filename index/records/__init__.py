"""Records: the model of what a search returns, its code lists, and its passages.

`models` is the record as JSONL and the API hold it, `code_lists` the values that its fields may
have, `jsonl` reads and writes files of them, `passages` cuts a record into the texts that are
encoded. Start with `models`.
"""
