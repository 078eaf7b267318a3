"""What the emails about a contact change request say: to school staff, and to the guardian once it is decided."""

from portal_app.domain.enrollment.display_names import full_name
from portal_app.domain.family.contact_fields import NAMES, ContactField, shown_value
from portal_app.infrastructure.mail_content import Content, lines, paragraph
from portal_app.infrastructure.translation import SOURCE, best_language, translate
from portal_app.models import ContactRequest, Guardian, Household, RequestStatus


def request_email(request: ContactRequest, guardian: Guardian, household: Household | None) -> Content:
    """Return the email to school staff, in English: what to enter into the school's system, and how to decide."""
    blocks = (
        paragraph(f"{full_name(guardian)} asks the school for a change of contact details."),
        lines(
            f"Request number: {request.id}",
            f"Household: {household.name}" if household else "",
            f"What: {NAMES[ContactField(request.field)]}",
            f"On file: {shown_value(request.old_value) or '(nothing)'}",
            f"New: {shown_value(request.new_value)}",
            f"Reason: {request.reason or '(none given)'}",
        ),
        paragraph("Nothing has changed yet. If it is right, enter it into the student information system. Then run"),
        lines(f"portal request accept {request.id}"),
        paragraph("or, with a note to the parent,"),
        lines(f'portal request decline {request.id} --note "..."'),
    )
    return Content(language=SOURCE, subject=f"Contact change request {request.id}", blocks=blocks)


def decision_email(request: ContactRequest, *, locale: str) -> Content:
    """Return the email to the guardian: accepted or declined, with the school's note."""
    what, new = translate(locale, NAMES[ContactField(request.field)]), shown_value(request.new_value)
    decision = (
        translate(locale, "The school has accepted your change: {what}, {new}.", what=what, new=new)
        if request.status is RequestStatus.ACCEPTED
        else translate(locale, "The school has not accepted your change: {what}, {new}.", what=what, new=new)
    )
    texts = [decision]
    if request.decision_note:
        texts.append(translate(locale, "The school says: {note}", note=request.decision_note))
    texts.append(translate(locale, "If you did not ask for it, please tell the school at once."))
    subject = translate(locale, "Your contact change request")
    return Content(language=best_language(locale), subject=subject, blocks=tuple(map(paragraph, texts)))
