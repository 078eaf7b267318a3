"""The reports about the student in view: what each holds, for which term, to open or to keep."""
