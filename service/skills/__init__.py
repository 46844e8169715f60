"""Skills: from what a person says they can do to occupations, by the API and by pages.

`api` has the routes of programs, `schemas` their bodies; `say_pages` reads a text, `result_pages`
shows the occupations. Start with `api`.
"""
