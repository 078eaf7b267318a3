"""The rules and the questions of the portal, without Reflex and without HTTP.

Questions take `(session, viewer or student, ...)` and return frozen dataclasses ("views") that are ready to show.
"""
