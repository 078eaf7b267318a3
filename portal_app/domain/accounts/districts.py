"""The districts of this portal. Most portals serve one district; then nobody has to enter a District ID.

A District ID is public. It is stored in a cookie (`infrastructure/cookies.py`), so a parent enters it once per device.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from portal_app.models import District


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicDistrict:
    """The district for the public pages. `must_choose`: there are several and the device has chosen none yet."""

    name: str
    must_choose: bool
    is_one_of_many: bool


def public_district(session: Session, code: str) -> PublicDistrict:
    """Return the district of the device's District ID, or the only one."""
    districts = session.exec(select(District).order_by(col(District.id)).limit(2)).all()
    if len(districts) < 2:
        return PublicDistrict(name="".join(one.name for one in districts), must_choose=False, is_one_of_many=False)
    known = find_district(session, code)
    return PublicDistrict(name=known.name if known else "", must_choose=known is None, is_one_of_many=True)


def find_district(session: Session, code: str) -> District | None:
    """Return the district of a typed District ID: six letters or digits, in any case, with or without spaces."""
    typed = "".join(code.split()).upper()
    return session.exec(select(District).where(District.code == typed)).first()
