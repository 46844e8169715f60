"""Skills: from the skills that a person states, to the occupations that require them.

`profile` splits a text into skills, `scoring` compares them with occupations, `recommender` answers
a `query`. Start with `recommender`.
"""
