"""Proposals of organisations: a structure that is missing, a record confirmed, a record corrected.

They come through forms without an account, wait unpublished with the page that proves them, and are
read by the operator. `fields` lists the fields of the form, `proposal` says what a proposal is,
`check` makes one of what was typed, `table` stores it, `amendment` says what it changes in a record
and `acceptance` writes it into the catalogue. `pages` receives the forms; `desk` and `desk_pages`
are the page where the operator settles proposals, reports and opinions. Start with `proposal`.
"""
