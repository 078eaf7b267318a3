"""What staff may call a guardian in a command."""

from portal_app.domain.enrollment.display_names import full_name
from portal_app.models import Guardian


def is_called(guardian: Guardian, user_name: str | None, name: str) -> bool:
    """Return whether a name is the guardian's user name, email address or full name; the case does not matter."""
    names = {full_name(guardian), guardian.email, user_name or ""} - {""}
    return name.strip().casefold() in {known.casefold() for known in names}
