"""The mail queue: a row for each message, written by the transaction that causes the message.

`planning` writes the rows, `claims` gives them to the program that sends (`portal_app/delivery`). No text is stored:
it is made when the message is sent, with the rights that the guardian has then.
"""
