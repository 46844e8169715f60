"""Files: a CSV of needs in, the same with the records that answer; a CSV of places, with communes.

`api` has the route of needs and `csv_answer` its rows, `communes_api` that of places; `csv_file`
reads what is sent, `streaming` sends the answer. Start with `api`.
"""
