"""Text that staff type: trimmed, without control characters, and not too long."""

from portal_app.domain.refusal import Refused
from portal_app.models.columns import OFFICE


def checked(text: str, *, name: str, most: int, required: bool = False) -> str:
    """Return `text` as it is stored: trimmed, line ends as one character, no other control characters.

    Raises:
        Refused: longer than `most` characters, or empty although required.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = "".join(c for c in unified if c in "\n\t" or (ord(c) >= 32 and ord(c) != 127)).strip()
    if required and not cleaned:
        raise Refused(f"The {name} is empty.")
    if len(cleaned) > most:
        raise Refused(f"The {name} has {len(cleaned)} characters; at most {most} are allowed.")
    return cleaned


def staff_reference(reference: str) -> str | None:
    """Return the source id of a row to which staff have given a reference, None without one.

    Raises:
        Refused: the reference is too long.
    """
    cleaned = checked(reference, name="reference", most=100)
    return f"{OFFICE}{cleaned}" if cleaned else None
