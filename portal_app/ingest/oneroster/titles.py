"""The titles of categories.csv."""

from dataclasses import dataclass
from decimal import Decimal

from portal_app.ingest import records as r


@dataclass(frozen=True, slots=True)
class CategoryTitle:
    """A category of categories.csv; it belongs to no class yet. `weight` is UNSET without such a column."""

    title: str
    weight: Decimal | r.Unset | None
