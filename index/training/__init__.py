"""Training of the encoder's adapter. Needs the extra `train`.

`pairs` gathers texts that mean the same, `dataset` makes the rows of the training set from them,
`trainer` trains. Start with `dataset`.
"""
