"""The emails about a contact change request: to school staff, and to the guardian once it is decided."""

from portal_app.domain.enrollment.display_names import full_name
from portal_app.infrastructure.mail import Email
from portal_app.infrastructure.translation import translate
from portal_app.models import ContactRequest, Guardian, Household, RequestStatus


def request_email(
    *, to: str, request: ContactRequest, what: str, guardian: Guardian, household: Household | None, old: str, new: str
) -> Email:
    """Return the email to school staff, in English: what to enter into the school's system, and how to decide."""
    lines = [
        f"{full_name(guardian)} asks the school for a change of contact details.",
        "",
        f"Request number: {request.id}",
        *([f"Household: {household.name}"] if household else []),
        f"What: {what}",
        f"On file: {old or '(nothing)'}",
        f"New: {new}",
        f"Reason: {request.reason or '(none given)'}",
        "",
        "Nothing has changed yet. If it is right, enter it into the student information system, and then run",
        f"    portal request accept {request.id}",
        "or, with a note to the parent,",
        f'    portal request decline {request.id} --note "..."',
    ]
    return Email(to=to, subject=f"Contact change request {request.id}", text="\n".join(lines) + "\n")


def decision_email(*, to: str, request: ContactRequest, what: str, new: str, locale: str) -> Email:
    """Return the email to the guardian: accepted or declined, with the school's note."""
    what = translate(locale, what)
    decision = (
        translate(locale, "The school has accepted your change: {what}, {new}.", what=what, new=new)
        if request.status is RequestStatus.ACCEPTED
        else translate(locale, "The school has not accepted your change: {what}, {new}.", what=what, new=new)
    )
    paragraphs = [decision]
    if request.decision_note:
        paragraphs.append(translate(locale, "The school says: {note}", note=request.decision_note))
    paragraphs.append(translate(locale, "If you did not ask for it, please tell the school at once."))
    subject = translate(locale, "Your contact change request")
    return Email(to=to, subject=subject, text="\n\n".join(paragraphs) + "\n")
