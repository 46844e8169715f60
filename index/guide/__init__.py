"""The guided questionnaire: few questions, each chosen by what it tells.

`questionnaire` asks, `items` are the needs and occupations that it leads to. Start with
`questionnaire`.
"""
