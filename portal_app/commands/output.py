"""The console to which all commands print."""

from rich.console import Console, ConsoleDimensions

_WIDE = ConsoleDimensions(width=10_000, height=25)


class CommandConsole(Console):
    """A console that shortens nothing when its output goes into a file or a pipe, which have no width."""

    @property  # type: ignore[misc] # nobody sets the size of a command's console
    def size(self) -> ConsoleDimensions:
        """Return the size of the terminal; without a terminal, one in which every table fits."""
        return super().size if self.is_terminal else _WIDE
