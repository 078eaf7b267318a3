"""The error for a request that the portal understands and does not carry out."""


class Refused(Exception):
    """The request can't be carried out; the text is one sentence that says why.

    The transaction around it rolls back, so nothing is half done.
    """
