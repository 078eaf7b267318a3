"""A guardian's family: its students, households, teachers and notices."""
