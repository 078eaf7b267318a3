"""The schedule of the selected student: where they are now, today's classes, the year's grid."""
