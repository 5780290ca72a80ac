"""Safety: what is done when people cannot stay: shut a module off, leave, wait for a lander; and who is lost."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from sim.engine import Alarm
from sim.scenario.schema.crew import Crew
from sim.station.base import Base
from sim.station.crew.causes import ARROW
from sim.station.crew.events import LOST
from sim.station.crew.habitats import Habitats
from sim.station.crew.havens import Havens
from sim.station.crew.hazards import Hazards, Level
from sim.station.crew.landers import Lander, Landers
from sim.station.crew.people import ABOARD, OUTSIDE, People, Person
from sim.station.crew.rotations import Rotation, Rotations

_NOWHERE = "no module is open"
_HOLED = ("pressure", "oxygen")
"""Hazards that come through a hole in a module."""


class Safety:
    """What people do by rule when a mark is crossed.

    1. At a warning of pressure or oxygen a module with a hole is shut off, where the others have berths for all; at an
       abort also where they have not: people sleep on the floor for as long as the air lasts. Whether that helps shows
       after the time of grace.
    2. At any other abort, and where that did not help, everybody leaves: each rotation in its own lander, or in
       another one that is ready and has seats for all of it.
    3. Who cannot leave goes into a lander, ready or not, and lives on its own air. Where that is used up they go back
       into the modules, if anybody can live there. A lander with seats for all is sent for, as it is for who is due
       home and whose lander is not ready.
    4. Where all is well again before they left, they go back to their berths.
    5. Who is in the modules or outside when a mark is crossed beyond which nobody lives is lost, and so is who has no
       air in a lander and cannot go back.

    Args:
        base: The base.
        table: What the scenario says.
        people: Who is there.
        habitats: The modules.
        landers: Ways home.
        rotations: Who came together.
        hazards: How far things are beyond their marks.
        holes: Modules with a hole in them now, by name.
    """

    def __init__(
        self,
        base: Base,
        table: Crew,
        people: People,
        habitats: Habitats,
        landers: Landers,
        rotations: Rotations,
        hazards: Hazards,
        holes: Mapping[str, object],
    ) -> None:
        self._base = base
        self._rules = table.rules
        self._people = people
        self._habitats = habitats
        self._landers = landers
        self._rotations = rotations
        self._hazards = hazards
        self._holes = holes
        self._havens = Havens(base, landers, self._haven_over)
        self._waiting: list[Rotation] = []
        self._asked = False
        self._late = False
        self._grace = Alarm(base.env, self._ask)
        self._rescue = Alarm(base.env, self._fetch)
        self._aborts = False
        self._on_abort: list[Callable[[bool], None]] = []
        self.evacuated = 0
        """People who left because they could not stay, those who were fetched among them."""
        self.rescued = 0
        """People who were fetched."""
        hazards.when_changes(self._ask)
        landers.when_changes(self._ask)
        habitats.when_shield_changes(self._modules_changed)
        people.when_population_changes(self._ask)
        rotations.when_held(self._call_for_stranded)

    def storm_changes(self) -> None:
        """Take account of a storm that begins or is over: who waited for it goes on."""
        if self._late and not self._rotations.storm:
            self._late = False
            self._fetch()
        self._call_for_stranded()
        self._ask()

    def when_abort(self, callback: Callable[[bool], None]) -> None:
        """Call ``callback`` with True where people must leave or go into a lander, with False once that is over."""
        self._on_abort.append(callback)

    def facts(self) -> Mapping[str, float | None]:
        """Crossings of marks, evacuations, rescues, and the longest time beyond a warning."""
        self._hazards.close()
        crossed = self._hazards.crossed
        return {
            "crew.evacuated": float(self.evacuated),
            "crew.rescued": float(self.rescued),
            "crew.warnings": float(crossed[Level.WARNING]),
            "crew.aborts": float(crossed[Level.ABORT]),
            "crew.beyond_warning": self._hazards.longest,
        }

    def _ask(self) -> None:
        if not self._asked:
            self._asked = True
            self._base.env.at_end_of_instant(self._respond)

    def _respond(self) -> None:
        """Do what the rule says, as things are now."""
        self._asked = False
        hazards = self._hazards
        for rotation in [one for one in self._waiting if one.over]:
            self._gone(rotation)
        for name in hazards.at_least(Level.LETHAL):
            self._lose([one for one in self._people.present if not one.sealed], hazards.text(name))
        if not self._people.present:
            self._stand_down("nobody is left")
            return
        aborting = hazards.at_least(Level.ABORT)
        if any(hazards.level[name] >= Level.WARNING for name in _HOLED):
            crowded = any(name in _HOLED for name in aborting)
            if self._shut_off(crowded=crowded) and aborting:
                self._grace.set(self._base.env.now + float(self._rules.grace))
        nowhere = not self._habitats.open_modules
        if not aborting and not nowhere:
            self._grace.cancel()
            self._stand_down("all is well again")
        elif math.isinf(self._grace.due) or nowhere:
            self._evacuate(_NOWHERE if not aborting else "; ".join(map(hazards.text, aborting)))

    def _shut_off(self, *, crowded: bool) -> bool:
        """Shut off modules with a hole, as long as one without stays open; whether any was."""
        shut = False
        for module in [one for one in self._habitats.open_modules if one.name in self._holes]:
            others = [one for one in self._habitats.open_modules if one is not module]
            berths = sum(int(one.spec.berths) for one in others)
            if not others or (not crowded and berths < len(self._people.present)):
                continue
            inside = sum(one.place == module.name for one in self._people.present)
            self._habitats.shut(module, f"a hole; {inside} people move to the others")
            shut = True
        return shut

    def _modules_changed(self) -> None:
        """Let who was in a module that is open no more go to another."""
        opened = {one.name for one in self._habitats.open_modules}
        for person in self._people.present:
            if opened and person.place not in (*opened, OUTSIDE, ABOARD):
                self._people.move(person, self._habitats.roomiest().name)
        if not opened and self._people.present:
            # At once: in a moment there is no air any more.
            self._evacuate(_NOWHERE)

    def _evacuate(self, why: str) -> None:
        """Let everybody leave who can; the others wait in a lander."""
        going = [one for one in self._rotations.here if self._people.of(one.name)]
        self._tell(aborts=True)
        there = [lander for lander in self._landers.standing if lander.ready and not self._rotations.storm]
        ready = [lander for lander in there if lander.start()]
        seats = {lander: lander.seats for lander in ready}
        placed: dict[Rotation, Lander] = {}
        # Own landers first: nobody takes another rotation's seats.
        for own in (True, False):
            for rotation in [one for one in going if one not in placed]:
                number = len(self._people.of(rotation.name))
                for lander, free in seats.items():
                    if (lander is rotation.lander or not own) and free >= number:
                        seats[lander] -= number
                        placed[rotation] = lander
                        break
        for rotation, lander in placed.items():
            number = len(self._people.of(rotation.name))
            self._base.log("crew", rotation.name, "evacuated", f"{number} people in {lander.name}; {why}")
            self.evacuated += number
            self._gone(rotation)
            self._rotations.leave(rotation, "evacuated", lander)
        for rotation in going:
            if rotation not in placed:
                self._hold(rotation, why)

    def _hold(self, rotation: Rotation, why: str) -> None:
        """Let a rotation wait that must leave and cannot: in a lander while that has air."""
        people = self._people.of(rotation.name)
        if rotation not in self._waiting:
            self._waiting.append(rotation)
            states = [f"{one.name} is not ready" for one in self._landers.standing if not one.ready]
            if self._rotations.storm:
                states = ["nobody flies in a storm"]
            reason = ", ".join(states) or "no lander with seats for them is there"
            self._base.log("crew", rotation.name, "evacuation_held", f"{len(people)} people: {reason}; {why}")
        if rotation.lander is None or not rotation.lander.ready:
            self._call_rescue()
        lander = self._havens.of(rotation.name) or self._havens.best(rotation.lander, len(people))
        if lander is None or self._havens.hours(lander, 0) <= 0.0:
            return
        for person in people:
            self._people.move(person, ABOARD)
            self._people.seal(person, True)
        self._havens.enter(rotation.name, lander, len(people))

    def _call_for_stranded(self) -> None:
        """Send for a lander where who is due home has none that is ready; a storm goes by."""
        if any(one.lander is None or not one.lander.ready for one in self._rotations.held):
            self._call_rescue()

    def _call_rescue(self) -> None:
        if self._rules.rescue and math.isinf(self._rescue.due):
            wait = float(self._rules.rescue_wait)
            self._rescue.set(self._base.env.now + wait)
            self._base.log("crew", "rescue", "rescue_launched", f"lands in {wait / 24.0:.1f} d")

    def _fetch(self) -> None:
        """Let the lander that was sent for take all home who wait; in a storm it waits itself."""
        if self._rotations.storm:
            self._late = True
            return
        for rotation in [*self._waiting, *(one for one in self._rotations.held if one not in self._waiting)]:
            people = self._people.of(rotation.name)
            if people and not rotation.over:
                self._base.log(
                    "crew", rotation.name, "rescued", f"{len(people)} people by the lander that was sent for"
                )
                self.evacuated += len(people)
                self.rescued += len(people)
                self._gone(rotation)
                self._rotations.leave(rotation, "rescued", fetched=True)

    def _gone(self, rotation: Rotation) -> None:
        if rotation in self._waiting:
            self._waiting.remove(rotation)
        self._havens.leave(rotation.name)

    def _stand_down(self, why: str) -> None:
        """End an evacuation: who waits in a lander goes back."""
        self._tell(aborts=False)
        waiting, self._waiting = self._waiting, []
        for rotation in waiting:
            self._havens.leave(rotation.name)
            people = self._people.of(rotation.name)
            self._let_back(people)
            if people:
                self._base.log("crew", rotation.name, "evacuation_over", f"{len(people)} people stay; {why}")
        if not math.isinf(self._rescue.due) and not self._rotations.held:
            self._rescue.cancel()
            self._base.log("crew", "rescue", "rescue_called_off", why)

    def _haven_over(self, lander: Lander) -> None:
        """Let who has no air left in a lander go back into the modules, if anybody can live there."""
        rotations = self._havens.inside(lander)
        why = "; ".join(map(self._hazards.text, self._hazards.at_least(Level.ABORT))) or _NOWHERE
        self._base.log("crew", lander.name, "haven_over", why)
        people = [one for name in rotations for one in self._people.of(name)]
        for name in rotations:
            self._havens.leave(name)
        if self._habitats.open_modules and self._hazards.worst < Level.LETHAL:
            self._let_back(people)
        else:
            self._lose(people, f"no air left in {lander.name}{ARROW}{why}")
        self._ask()

    def _tell(self, *, aborts: bool) -> None:
        if aborts != self._aborts:
            self._aborts = aborts
            for callback in self._on_abort:
                callback(aborts)

    def _let_back(self, people: Sequence[Person]) -> None:
        """Let people be in the modules again who were shut in a lander."""
        for person in people:
            if person.sealed:
                self._people.seal(person, False)
                self._people.move(person, self._habitats.roomiest().name)

    def _lose(self, people: Sequence[Person], why: str) -> None:
        """Let people die, which is never silent."""
        if not people:
            return
        number = "1 person" if len(people) == 1 else f"{len(people)} people"
        names = ", ".join(one.name for one in people)
        self._base.log("crew", names, LOST, f"{number}; {why}")
        self._people.die(list(people))
        for rotation in self._rotations.here:
            if not self._people.of(rotation.name):
                self._rotations.close(rotation)
                self._gone(rotation)
