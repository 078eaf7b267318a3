"""Messages to guardians about their students: who wants which, when they are planned, and what they say.

`district_settings` and `preferences` say what is wanted, `planning` puts messages into the mail queue, `digest`
collects what a guardian may see at the moment of sending, and `digest_email` writes it down.
"""
