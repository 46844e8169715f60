"""Guided path: a questionnaire on the site for people who cannot describe what they look for.

`pages` renders its screens; `index.guide` chooses the questions. Start with `pages`.
"""
