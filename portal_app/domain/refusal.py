"""How a rule says no to the school's office."""


class Refused(Exception):
    """It can't be done; the text is one sentence that says why. The transaction around it writes nothing."""
