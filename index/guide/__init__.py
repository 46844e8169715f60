"""The guided questionnaire: a few questions that lead to a need or an occupation without writing.

`questionnaire` chooses the questions; `items` makes the needs and occupations into the items that
the questions lead to. Start with `questionnaire`.
"""
