"""What each figure shows and how to read it, in a sentence or two under it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Caption:
    """Heading of a figure and the text under it."""

    title: str
    text: str


CAPTIONS: Mapping[str, Caption] = {
    "overview": Caption(
        "Overview",
        "Everything that decides whether the station works, on one time axis. Look down a column: a dip in sunlight "
        "shows below as power not served, a lower charge, idle machines and fewer bricks. Bands are extremes within "
        "a bin, lines its mean.",
    ),
    "winter": Caption(
        "The hardest month",
        "A month around the lowest charge, or around the longest dark where the store was never drawn upon. Sources "
        "stand above zero and uses hang below; what is red was asked for and not served. The charge below says how "
        "much was left at the worst moment.",
    ),
    "structures": Caption(
        "Structures",
        "Each bar runs from the first brick of a structure to its last; a structure without an end was not finished. "
        "The curve below shows the bricks that made them: where it is flat, nothing was laid.",
    ),
    "machines": Caption(
        "Machines",
        "One row a machine, coloured by its state. A colour that runs down through all rows is a cause that they "
        "share (night, no link); one that stays in a row is that machine's own (failure).",
    ),
    "bottlenecks": Caption(
        "What held the machines back",
        "Where the hours in service went, for all machines and for each. A wait for another machine counts for what "
        "stopped that one, so the longest coloured part is the limit to lift first.",
    ),
    "sky": Caption(
        "The sky of the site",
        "Paths of the Sun and the Earth over the measured horizon. Where a path runs below the ground line, the Sun "
        "or the Earth is behind terrain: darkness, or no direct link.",
    ),
    "light_year": Caption(
        "Light through the years",
        "Days run to the right, the hours of a lunar day upwards; dark cells are night. A winter shows as a dark "
        "patch, and its width is how many lunar days have a night worth a battery.",
    ),
    "duration": Caption(
        "For how long how much power",
        "Hours sorted by power, largest first: read at a height how long at least so much power was there. Where use "
        "falls below demand, something was not served.",
    ),
    "link": Caption(
        "Links and data",
        "When the Earth and the relay could be seen, and below it how the buffer filled while they could not. A "
        "buffer at its size loses data.",
    ),
    "ground": Caption(
        "The ground facility",
        "Above, while which station hears the Moon, over the week around the longest time in which none does. Below, "
        "the data that wait for their processing, the archive, and each project from its day to when it had data, "
        "samples and processing.",
    ),
    "flows": Caption(
        "Water and oxygen",
        "Liquids and gases from process to process, as wide as their kilograms a day. What goes round feeds a process "
        "that came before; what is let go ends below the process that gives it. Closure is the share of what was made "
        "that was not let go. Where people live, stores stand at the left of them and what wins back what they give at "
        "the right; closure is then the share of what they used that came back.",
    ),
    "orbit": Caption(
        "Base in orbit",
        "Above, some rounds about its longest eclipse: when it is lit, sees the Earth, links the ground and watches "
        "over machines there, and how its storage bridges the eclipse. Below, the whole run: what lies in its stores, "
        "and the vehicles that bring it. Pale red is a vehicle that waits for propellant.",
    ),
    "crew_flight": Caption(
        "Flights of people",
        "Each step of a flight with its chance of success and the day on which it was done. A red one failed; what "
        "that meant for people stands in the heading. Below, how many were under way and on the ground.",
    ),
    "habitat": Caption(
        "Habitats",
        "Who was there, the pressures of their air with the marks at which there is a warning and at which they leave, "
        "and every condition of life. Red is the one that was missing; beside it stands since when.",
    ),
    "consumables": Caption(
        "What people live on",
        "Below how much is in store, with its deliveries; above for how many days those who are there would have "
        "enough if nothing were won back. The lowest point of each line is marked.",
    ),
    "crew_time": Caption(
        "People's time",
        "The 24 hours of a person's day by what they were used for. Science has what repairs, supervision and going "
        "out leave of working hours, so where it is low, what lies on it says why.",
    ),
    "dose": Caption(
        "Dose of people",
        "Each line is a person: what 30 days brought, and the career with what they came with, against their limits. "
        "Triangles are storms, filled where they met people.",
    ),
    "campaign": Caption(
        "Missions",
        "One row a mission: an open diamond where it lands as planned, a full one where it did, a cross where a flight "
        "was lost; dashes are the time by which it is late. Below, what has landed by system: what lies under the "
        "dashed line is still missing.",
    ),
    "timeline": Caption(
        "Milestones",
        "An open diamond is a milestone as it was planned, a full one where the run reached it; the bar between is "
        "how early or late it came, and a red arrow was not reached by the end. What held each back stands at the "
        "right. Stages are bands up to the opening of their gate, which goes as a dotted line through all below. At "
        "the foot is what flew and what was decided on the way.",
    ),
    "hops": Caption(
        "Hops",
        "Outings of the hopper side by side, each from the hour in which it left. In a crater the charge falls and the "
        "craft cools; it must leave above both dashed lines, and with a link unless it goes by itself. A cross is "
        "where it was lost.",
    ),
    "belief": Caption(
        "What is believed",
        "For each crater, the ice content that was believed beforehand and in the end, and what is true, which nobody "
        "at the mission knows. A narrow bar around the red mark is a find; one that leaves it out is an error, and "
        "should be as rare as the interval says.",
    ),
    "measured": Caption(
        "What was measured",
        "For each figure of a machine that was tried out, what was believed beforehand and in the end, over the range "
        "that it was believed to lie in, and what is true. Below, how fast doubt shrank: what is read while a machine "
        "works soon, what only failures tell slowly.",
    ),
    "decisions": Caption(
        "What was decided",
        "For each alternative, what it was believed to be worth when the decision was taken, and what it truly is. "
        "Where another red mark lies further right than that of the full bar, it cost something not to know better. "
        "Below, the missions, with the moments of the decisions.",
    ),
    "partners": Caption(
        "Partners from abroad",
        "Institutions and researchers against what is published and the goals, and below what their experiments are "
        "doing. The widest of the layers that wait is what keeps them; how long they had waited stands at the foot.",
    ),
    "comparison": Caption(
        "All scenarios on one time axis",
        "Overlaid lines, named at the right; the first scenario is the reference. Below, where machine hours went and "
        "the key figures with their differences to the reference. This figure always shows all scenarios.",
    ),
    "ensemble": Caption(
        "How it spreads",
        "One scenario under many draws. The dark band holds the middle half of the runs, the light one 90 % of them; a "
        "typical run is dashed. A curve says which share of the runs has reached a goal by a date; the hatched part "
        "beside it has not by the end. The narrower a strip, the surer is what it stands for.",
    ),
    "ensemble_milestones": Caption(
        "When milestones come",
        "A row a milestone under many draws. The dark strip holds the middle half of the runs, the light one 90 % of "
        "them, and the line is the median; an open diamond is a published date, an arrow stands for runs that are "
        "not there by the end. At the right are the chances, with their 95 % intervals, and the missions and "
        "assumptions that decide the date, where draws tell them from noise.",
    ),
    "sweep": Caption(
        "Which variant is best",
        "All variants under the same draws, a panel a figure: what they are ranked by, how often each is the best, "
        "what is required, what it costs. Values are means or shares with their 95 % intervals. The fuller the colour "
        "the better; what is bold or filled is the best or not known to be worse.",
    ),
}


def caption(kind: str, draws: Callable[..., object] | None) -> Caption:
    """Heading and text for the figure ``kind``; from the words of the function that draws it where none are kept."""
    if kind in CAPTIONS:
        return CAPTIONS[kind]
    title = kind.replace("_", " ").replace("-", " ").capitalize()
    words = (inspect.getdoc(draws) or "").split("\n\n")[0] if draws else ""
    return Caption(title, " ".join(words.split()) or f"{title}.")
