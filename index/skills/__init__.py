"""Skills: from what a person says they can do, to the occupations that require it.

`profile` reads a text into skills, `scoring` compares them with occupations, `recommender` answers
a `query`. Start with `recommender`.
"""
