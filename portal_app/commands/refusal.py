"""How a command says no."""


class Refused(Exception):
    """The command can't do that; the text is one line that says what, where and what to do."""
