"""The space of people who orient others: short-list, comparison, referral sheet, messages.

`pages` answers, `facts` says what matters of a record, `shortlist` is the selection, `messages`
the texts to send. Start with `pages`.
"""
