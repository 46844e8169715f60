"""Links of a catalogue, visited to report those that are dead, moved or renamed.

`references` collects the addresses that records cite; `hosts` resolves the host of an address, and
refuses those of private networks; `pace` spaces the requests to one host; `requester` sends one,
HEAD then GET; `visits` follows redirections up to the outcome, one of `outcomes`; `checks` visits
every link, several hosts side by side, within limits; `report` joins outcomes and records. Start
with `checks`.
"""
