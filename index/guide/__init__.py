"""The guided questionnaire: few questions, chosen by the information of their answers.

`questionnaire` asks, `items` are the needs and occupations that it leads to. Start with
`questionnaire`.
"""
