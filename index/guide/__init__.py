"""The guided questionnaire: few questions that lead to a need or an occupation without writing.

`questionnaire` chooses the questions, `items` are the needs and occupations that it leads to. Start
with `questionnaire`.
"""
