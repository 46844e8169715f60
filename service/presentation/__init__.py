"""What pages share: templates, languages, formats of values, contacts, forms.

`templating` renders a page, `i18n` translates, `formatting` writes dates and numbers, `contacts`
the ways to reach a record, `forms` protects forms. Start with `templating`.
"""
