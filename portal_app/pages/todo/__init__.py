"""The to-do list: what is missing and what is due, of the student in view or of all children."""
