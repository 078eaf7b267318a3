"""The few things that grading refuses. Odd scores are never refused: they get a defined, explained result."""


class GradingError(ValueError):
    """A gradebook that no grade can be computed from; its text is a sentence for staff."""


class UnknownTask(GradingError):
    """A grade was asked, or a composite is made, of a grading task that the class does not have."""

    def __init__(self, task_id: int, *, part_of: str | None = None) -> None:
        where = f"The grading task “{part_of}” is made of" if part_of else "A grade was asked for"
        super().__init__(f"{where} grading task {task_id}, which this class does not have.")
        self.task_id = task_id


class CompositeCycle(GradingError):
    """A composite task that leads back to itself. `path` holds the task names on the way round."""

    def __init__(self, path: tuple[str, ...]) -> None:
        way = " → ".join(path)
        super().__init__(f"The grading task “{path[0]}” is made of itself: {way}. Remove one of its parts.")
        self.task_name = path[0]
        self.path = path


class CompositeTooDeep(GradingError):
    """Composites nested beyond all use, which would only wear out the machine."""

    def __init__(self, task_name: str, limit: int) -> None:
        super().__init__(f"The grading task “{task_name}” is nested more than {limit} levels deep.")
        self.task_name = task_name
