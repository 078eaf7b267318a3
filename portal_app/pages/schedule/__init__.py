"""The schedule of the student in view: where they are now, today's classes, the year's grid."""
