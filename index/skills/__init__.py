"""Skills: what somebody can do, to the occupations that ask for it.

`profile` reads a text into skills, `scoring` compares them with occupations, `recommender`
answers a `query`. Start with `recommender`.
"""
