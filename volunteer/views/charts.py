"""Bars of a chart as numbers for inline SVG: across in per cent of its width, down in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

TOP, FOOT = 24, 134  # pixels: room for the figure above the highest bar; the line on which the bars stand
LEFT, RIGHT = 24.0, 82.0  # per cent: between the name of a step and its figure


@dataclass(frozen=True)
class Column:
    """A bar that stands: its middle and left edge, its width, its top and height."""

    middle: float
    x: float
    width: float
    y: int
    height: int


@dataclass(frozen=True)
class Beam:
    """A bar that lies: where it begins and how long it is."""

    x: float
    width: float


def columns(values: Sequence[float]) -> list[Column]:
    """Return a bar for each value, the highest as high as there is room; what is not nothing is seen."""
    most, step = max(values, default=0), 100 / max(len(values), 1)
    made = []
    for at, value in enumerate(values):
        height = max(2, round((FOOT - TOP) * value / most)) if value > 0 else 0
        left = at * step
        made.append(
            Column(round(left + step / 2, 2), round(left + step * 0.2, 2), round(step * 0.6, 2), FOOT - height, height)
        )
    return made


def beams(values: Sequence[float]) -> list[Beam]:
    """Return a bar for each value, in the middle, as a funnel narrows; what is not nothing is seen."""
    most, room = max(values, default=0), RIGHT - LEFT
    made = []
    for value in values:
        width = max(1.0, room * value / most) if value > 0 else 0.0
        made.append(Beam(round(LEFT + (room - width) / 2, 2), round(width, 2)))
    return made
