"""Files of needs: a CSV in, the same CSV with the records that answer out.

`api` has the route, `csv_file` reads what is sent, `csv_answer` writes the rows of the answer.
Start with `api`.
"""
