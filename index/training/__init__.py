"""Training of the encoder's adapter, which needs the extra `train`, and of its student.

`pairs` gathers texts that mean the same, `dataset` makes the rows of the training set from them,
`trainer` trains; `queries` gathers the texts of the student, `student` trains it. `words` are
frequent words, for both. Start with `dataset`.
"""
