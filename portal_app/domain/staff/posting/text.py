"""What staff type: trimmed, without control characters, and not longer than there is room for."""

from portal_app.domain.refusal import Refused
from portal_app.models.columns import OFFICE


def checked(text: str, *, name: str, most: int, required: bool = False) -> str:
    """Return `text` as it is kept: trimmed, line ends as one character, no other control characters.

    Raises:
        Refused: longer than `most` characters, or empty where something is required.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in unified if c in "\n\t" or (ord(c) >= 32 and ord(c) != 127)).strip()
    if required and not kept:
        raise Refused(f"The {name} is empty.")
    if len(kept) > most:
        raise Refused(f"The {name} has {len(kept)} characters; there is room for {most}.")
    return kept


def staff_reference(reference: str) -> str | None:
    """Return the source id of a row to which staff have given a name of its own, None without one.

    Raises:
        Refused: the name is longer than there is room for.
    """
    kept = checked(reference, name="reference", most=100)
    return f"{OFFICE}{kept}" if kept else None
