"""Presentation shared by pages: templates, languages, formats of values, contacts, forms.

`templating` renders a page, `i18n` translates, `formatting` writes dates and numbers, `contacts`
lists the ways to reach a record (an organisation or programme), `forms` protects forms, `messages`
holds sentences of several pages, `figures` reads published measures. Start with `templating`.
"""
