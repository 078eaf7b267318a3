"""Enrollment: where students belong, and the academic calendar."""
