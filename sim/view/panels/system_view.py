"""What people see of a system: its panels, and its part of comparisons, reports, headlines and the terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from sim.engine import Channel
from sim.result import Result
from sim.result.number_text import amount
from sim.view.panels.scene import FloatArray, Panel, Scene

Line = tuple[FloatArray, FloatArray]
"""x [date] and y of a line."""

Mode = Literal["envelope", "total"]


@dataclass(frozen=True)
class Chart:
    """One chart of a report.

    Attributes:
        key: Its name in the page.
        title: Heading.
        unit: Unit on its axis, after ``factor``.
        text: How to read it.
        history: Its history in a run; None where the run has none.
        factor: From the channel's unit to ``unit``.
        mode: ``"envelope"``: mean, smallest and largest value of each bin; ``"total"``: a sum that only grows, at
            the ends of bins.
        counted: Whether it counts whole things.
        top: Upper end of its axis, None: from the data.
        chief: Whether it is shown at once; others are behind a fold.
    """

    key: str
    title: str
    unit: str
    text: str
    history: Callable[[Result], Channel | None]
    factor: float = 1.0
    mode: Mode = "envelope"
    counted: bool = False
    top: float | None = None
    chief: bool = True


@dataclass(frozen=True)
class Overlay:
    """One quantity that comparisons overlay, one line a run.

    Attributes:
        key: Label of its axes.
        title: Heading.
        describe: How to read it.
        ylabel: Name of the y axis, with unit unless it counts what it names.
        height: Height [in].
        needs: Channel without which a run has no line.
        line: The line of a run: x [date], y.
        last: Text of a run's label after its name, from the run and the line.
        counted: Whether it counts whole things.
        whole: Whether y is shares of a whole, in percent; else its upper limit comes from the data.
        drawn_for: Whether a run that has the channel has what this overlay shows.
        says: Whether there is anything but nothing to be shown of such a run.
        when: Whether it is the one to show of some runs.
    """

    key: str
    title: str
    describe: str | Callable[[Scene], str]
    ylabel: str
    height: float
    needs: str
    line: Callable[[Scene], Line]
    last: Callable[[Scene, Line], str]
    counted: bool = False
    whole: bool = False
    drawn_for: Callable[[Scene], object] = lambda _: True
    says: Callable[[Scene], object] = lambda _: True
    when: Callable[[Sequence[Result]], object] = lambda _: True

    def has(self, scene: Scene) -> bool:
        """Whether a run has a line."""
        return (not self.needs or scene.has(self.needs)) and bool(self.drawn_for(scene))


@dataclass(frozen=True)
class Sum:
    """A column of the table of months in a report.

    Attributes:
        head: Its head, without the unit.
        unit: Unit of the sums.
        channel: History that is summed: a power over time, or a sum since the start by how much it grew.
        counted: Whether it counts whole things.
    """

    head: str
    unit: str
    channel: str
    counted: bool = False


@dataclass(frozen=True)
class Strip:
    """A channel as a chart of characters on a terminal, two rows high.

    Attributes:
        channel: Name of the channel.
        label: What stands before it, in at most eleven characters.
        subject: What it is of, in a sentence.
        how: What each column shows of its time, in the same sentence.
        reduce: The values of the columns between their edges [h].
        unit: Unit of the values; ``"1"`` for shares.
        top: Upper end of its axis, None: from the data.
        drawn_for: Whether a run has what it shows: one without batteries has no charge.
    """

    channel: str
    label: str
    subject: str
    how: str
    reduce: Callable[[Channel, FloatArray], FloatArray]
    unit: str = "1"
    top: float | None = None
    drawn_for: Callable[[Result], object] = lambda _: True


@dataclass(frozen=True)
class Headline:
    """A headline figure: its value, what it is, and whose colour it has; an alarm is red and before all others."""

    value: str
    caption: str
    system: str
    alarm: bool = False

    @property
    def line(self) -> str:
        """Its caption on one line."""
        return self.caption.replace("\n", ", ")


@dataclass(frozen=True)
class SystemView:
    """What people see of a system.

    Attributes:
        name: The system.
        panels: Its panels in the overview of a scene.
        overlays: What comparisons overlay of it.
        charts: What reports chart of it.
        sums: What reports sum of it by month.
        headlines: Its headline figures of a run, as far as the run has them.
        strips: What the terminal shows of it along time.
    """

    name: str
    panels: Callable[[Scene], Sequence[Panel]] = lambda _: ()
    overlays: Sequence[Overlay] = ()
    charts: Sequence[Chart] = ()
    sums: Sequence[Sum] = ()
    headlines: Callable[[Result], Sequence[Headline]] = lambda _: ()
    strips: Sequence[Strip] = ()

    def answer(self, run: Result) -> str:
        """What its headline figures say of a run, on one line; empty where it has none."""
        return "; ".join(f"{one.value} {one.line}" for one in self.headlines(run))


def channel_line(
    name: str, scale: float = 1.0, how: Callable[[Scene, Channel], Line] = Scene.curve
) -> Callable[[Scene], Line]:
    """A channel times ``scale``, in bins where the span has them; with :meth:`Scene.recorded` always as recorded."""

    def line(scene: Scene) -> Line:
        x, y = how(scene, scene.channel(name))
        return x, scale * y

    return line


def mean_text(name: str, scale: float, unit: str) -> Callable[[Scene, Line], str]:
    """The mean of a channel over a scene, times a scale, in a unit: the text of a label."""

    def text(scene: Scene, _: Line) -> str:
        mean = scale * scene.channel(name).mean(scene.first, scene.last)
        return f"{mean:.0f} {unit}" if unit == "%" else f"{amount(mean)} {unit}"

    return text


def of_each(what: str, labels: str, shortest: str = "") -> Callable[[Scene], str]:
    """A description: what each value is within its bin, and what the labels say."""

    def text(scene: Scene) -> str:
        label = scene.bins.label if scene.bins else shortest
        return f"{what} of each {label}; labels: {labels}" if label else f"as recorded; labels: {labels}"

    return text


def recorded_history(name: str) -> Callable[[Result], Channel | None]:
    """A history as a run recorded it."""
    return lambda run: run.channels.get(name)


def history_with(parts: Callable[[Result], object], name: str) -> Callable[[Result], Channel | None]:
    """A history of a run that has what it is about: an empty station records zeros."""
    return lambda run: run.channels.get(name) if parts(run) else None
