"""Scores over time as a picture: where its dots lie, and the SVG. The sentence below it says the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import reflex as rx

from portal_app.domain.gradebook import TrendPoint
from portal_app.ui.i18n import date_text, number_text, t

WIDTH, HEIGHT, MARGIN = 600, 150, 8
"""In units of the picture, which is as wide as there is room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One score: its place in the picture, and what it is."""

    x: int
    y: int
    on: str
    name: str
    percent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The picture. `path` runs through the dots; `half` and `full` are how high 50 and 100 % lie; `count` 0: none."""

    count: int = 0
    dots: list[Dot] = field(default_factory=list)
    path: str = ""
    half: int = 0
    full: int = 0
    first: str = ""
    last: str = ""
    low: str = ""
    high: str = ""
    latest: str = ""


def drawn(points: Sequence[TrendPoint]) -> Trend:
    """Return the picture of scores in the order of their days; of one score alone there is none."""
    if len(points) < 2:
        return Trend()
    percents = [float(point.percent) for point in points]
    days = [date.fromisoformat(point.on).toordinal() for point in points]
    top, bottom = max(100.0, *percents), min(0.0, *percents)

    def height(percent: float) -> int:
        return round(HEIGHT - MARGIN - (percent - bottom) / (top - bottom) * (HEIGHT - 2 * MARGIN))

    def along(day: int) -> int:
        span = days[-1] - days[0]
        return round(MARGIN + ((day - days[0]) / span if span else 0.5) * (WIDTH - 2 * MARGIN))

    dots = [
        Dot(x=along(day), y=height(percent), on=point.on, name=point.name, percent=point.percent)
        for point, day, percent in zip(points, days, percents, strict=True)
    ]
    return Trend(
        count=len(dots),
        dots=dots,
        path="M" + " L".join(f"{dot.x} {dot.y}" for dot in dots),
        half=height(50),
        full=height(100),
        first=points[0].on,
        last=points[-1].on,
        low=min(points, key=lambda point: float(point.percent)).percent,
        high=max(points, key=lambda point: float(point.percent)).percent,
        latest=points[-1].percent,
    )


def trend_picture(trend: Any) -> rx.Component:
    """Return the picture of a Var of `Trend`, with its sentence."""
    return rx.el.figure(
        rx.el.svg(
            rx.el.line(x1=0, x2=WIDTH, y1=trend.full, y2=trend.full, class_name="level"),
            rx.el.line(x1=0, x2=WIDTH, y1=trend.half, y2=trend.half, class_name="level"),
            rx.el.path(d=trend.path, class_name="line"),
            rx.foreach(trend.dots, _dot),
            view_box=f"0 0 {WIDTH} {HEIGHT}",
            custom_attrs={"aria-hidden": "true"},
        ),
        rx.el.p(
            rx.el.span(date_text(trend.first, "day")),
            rx.el.span(t("The lines: 50 and 100 percent")),
            rx.el.span(date_text(trend.last, "day")),
            class_name="axis",
            aria_hidden="true",
        ),
        rx.el.figcaption(
            t(
                "{n} score that counts, from {first} to {last}: lowest {low}, highest {high}, latest {latest}.",
                "{n} scores that count, from {first} to {last}: lowest {low}, highest {high}, latest {latest}.",
                n=trend.count,
                first=date_text(trend.first, "day"),
                last=date_text(trend.last, "day"),
                low=number_text(trend.low, percent=True),
                high=number_text(trend.high, percent=True),
                latest=number_text(trend.latest, percent=True),
            )
        ),
        class_name="trend",
    )


def _dot(dot: Any) -> rx.Component:
    words = t("{name}: {percent}", name=dot.name, percent=number_text(dot.percent, percent=True))
    return rx.el.circle(rx.el.title(words), cx=dot.x, cy=dot.y, r=6, class_name="dot")
