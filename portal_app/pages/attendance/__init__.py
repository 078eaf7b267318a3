"""Attendance: three months of calendar, a day's periods, and the summaries."""
