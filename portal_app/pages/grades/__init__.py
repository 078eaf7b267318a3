"""The grades of the student in view: the grids of all classes, and one class opened, with its what-if."""
