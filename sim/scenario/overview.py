"""What a scenario describes, in lines of text for `ilrs check`, and what a reader of its results should know."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.scenario.assets import items, landed_mass, systems
from sim.scenario.chosen import heaviest_manifest
from sim.scenario.manifests import manifest, total_mass
from sim.scenario.places import places_text, remarks
from sim.scenario.register import counts, known_text, mast_remarks, parameters
from sim.scenario.review import review
from sim.scenario.schema.base import kind_name
from sim.scenario.schema.fields import leaves
from sim.scenario.schema.orbit import orbit_of
from sim.scenario.schema.scenario import ScenarioTable, Tables
from sim.scenario.schema.site import Site
from sim.scenario.schema.stages import behind_gates, gates_of_missions
from sim.scenario.schema.system import System


def overview(scenario: ScenarioTable) -> list[str]:
    """Return what a scenario describes, one line a matter: place, span, assets by system, totals, provenance."""
    lines = [
        f"{scenario.name}: {scenario.title}",
        _line("site", _site(scenario.site)),
        _line("span", f"{scenario.start} to {scenario.end}, {scenario.hours / 8766:.3g} years, seed {scenario.seed}"),
    ]
    for base, tables in scenario.all_bases():
        if base:
            lines.append(_line("base", f"{base}, {_place(tables)}"))
            lines += [_line("orbit", text) for text in _orbit(scenario, tables)]
        for _, system in _systems(tables):
            lines += [_line(word, text) for word, text in system.overview(tables)]
        lines += [_line("place", text) for text in places_text(tables)]
    lines += [_line("mission", text) for text in _missions(scenario)]
    lines += [_line("decision", f"{name}: {decision.words()}") for name, decision in scenario.decisions.items()]
    for name, goal in scenario.goals.items():
        due = "" if goal.by is None else f" by {goal.by}"
        lines.append(_line("goal", f"{name}: {goal.words()}{due}{goal.published_words}"))
    lines += [_line("stage", text) for text in _stages(scenario)]
    without = "relays and what decisions choose" if scenario.decisions else "relays"
    lines.append(_line("landed mass", f"{landed_mass(scenario) / 1000:.4g} t to the end, without {without}"))
    numbers = counts(scenario)
    shares = ", ".join(f"{number} {basis}" for basis, number in numbers.items())
    lines.append(_line("parameters", f"{sum(numbers.values())}: {shares}"))
    known = known_text(parameters(scenario))
    if known:
        lines.append(_line(*known.split(": ")))
    lines += [_line("warning" if each.warns else "review", each.sentence) for each in review(scenario)]
    lines += [_line("note", note) for note in notes(scenario)]
    return lines


def notes(scenario: ScenarioTable) -> list[str]:
    """Return what is no error but worth knowing when reading results, one sentence each."""
    found = [f"{key.rpartition('.')[0]}: {remark}" for key, remark in mast_remarks(scenario).items()]
    found += _absent(scenario)
    found += _idle_missions(scenario)
    for base, tables in scenario.all_bases():
        place = f"bases.{base}.site" if base else "site"
        if orbit_of(tables) is None:
            found += [
                f"{place}.horizons.{mast}: {each.note}" for mast, each in tables.site.horizons.items() if each.note
            ]
        inner = [note for _, system in _systems(tables) for note in system.notes(tables)]
        found += [f"bases.{base}.{note}" if base else note for note in (*_twins(tables), *remarks(tables), *inner)]
    return found


def _missions(scenario: ScenarioTable) -> Iterator[str]:
    """Yield a line on each mission and what it carries."""
    campaign = scenario.campaign
    if campaign is None:
        return
    for name, mission in campaign.missions.items():
        launches = int(mission.launches)
        by = f"{launches} x {mission.launcher}" if launches > 1 else mission.launcher
        (carried, chosen), most = heaviest_manifest(scenario, name), campaign.lander(mission).payload.value
        chance = f"lands with a chance of {campaign.success(mission):.3g}"
        mass = f"{total_mass(carried):,.6g} of {most:,.6g} kg by {mission.lander}"
        only = f", if {' or '.join(mission.if_chosen)}" if mission.if_chosen else ""
        only += f", behind {mission.behind}" if mission.behind else ""
        yield f"{name} = {mission.date} on {by}: {mass}{f' with {chosen}' if chosen else ''}, {chance}{only}"


def _stages(scenario: ScenarioTable) -> Iterator[str]:
    """Yield a line on each stage: what it asks for, and what waits behind its gate."""
    waits: dict[str, list[str]] = {}
    for part in behind_gates(scenario):
        waits.setdefault(str(part.behind), []).append(f"{part.word or kind_name(type(part))} {part.name}")
    for name, stage in scenario.stages.items():
        behind = ", ".join(waits.get(name, ())) or "nothing"
        yield f"{name}: {stage.words()}{stage.published_words}; behind it: {behind}"


def _idle_missions(scenario: ScenarioTable) -> Iterator[str]:
    """Yield missions that carry nothing, and such as pads and windows keep waiting even as planned."""
    campaign = scenario.campaign
    if campaign is None:
        return
    plan, gates = scenario.planned_landings(), gates_of_missions(scenario)
    for name, mission in campaign.missions.items():
        if not manifest(scenario, name):
            yield f"campaign.missions.{name}: nothing arrives with it"
        yield from _crowded(scenario, name)
        due = max([scenario.hours_of(mission.date), *(scenario.opens(one) for one in gates.get(name, ()))])
        late = plan[name] - due - campaign.lander(mission).transit.value
        if late > 0:
            when = "never" if math.isinf(late) else f"{late / 24:.3g} d late"
            yield f"campaign.missions.{name}: pads and windows let it land {when} even as planned"


def _crowded(scenario: ScenarioTable, mission: str) -> Iterator[str]:
    """Yield flights of partners that find no room on a mission."""
    carried = None
    for base, tables in scenario.all_bases():
        if tables.partners is None or scenario.campaign is None:
            continue
        if carried is None:
            carried = total_mass(heaviest_manifest(scenario, mission)[0])
        payload = scenario.campaign.lander(scenario.campaign.missions[mission]).payload.value
        for note in tables.partners.crowded(mission, payload - carried):
            yield f"bases.{base}.{note}" if base else note


def _twins(tables: Tables) -> Iterator[str]:
    """Yield names that differ in case alone: one is mostly meant to change the other."""
    seen: dict[tuple[str, str], str] = {}
    for item in items(tables):
        space = item.kind.tables[0].namespace or f"{item.kind.system}.{item.kind.key}"
        key = ".".join(item.path)
        other = seen.setdefault((space, item.name.casefold()), key)
        # Of two kinds that bear the very same name, the checks of names speak.
        if other.rpartition(".")[2] != item.name:
            yield f"{key}: differs from {other} in upper and lower case alone; both are there"


def _systems(tables: Tables) -> Iterator[tuple[str, System]]:
    """Yield the systems that a base has, by the keys of their tables."""
    for key in systems():
        system = getattr(tables, key)
        if system is not None:
            yield key, system


def _absent(scenario: ScenarioTable) -> list[str]:
    found = []
    for path, spec, value in leaves(scenario, ordered=True):
        key = ".".join(path[:-1])
        if spec.key == "from" and value >= scenario.end:
            found.append(f"{key}: arrives on {value}, after the scenario ends")
        elif spec.key == "until" and value <= scenario.start:
            found.append(f"{key}: is gone before the scenario starts")
        elif spec.key == "date" and len(path) > 2 and not scenario.start <= value < scenario.end:
            found.append(f"{key}: {value} is outside the span of the scenario")
    return found


def _line(word: str, text: str) -> str:
    return f"{word:<14} {text}"


def _place(tables: Tables) -> str:
    orbit = orbit_of(tables)
    return _site(tables.site) if orbit is None else orbit.text


def _orbit(scenario: ScenarioTable, tables: Tables) -> Iterator[str]:
    """Yield how long a round of a base in orbit takes, its eclipses, and how often it sees the Earth."""
    orbit = orbit_of(tables)
    if orbit is None:
        return
    # Behind it stands numpy and the ephemeris, which whoever has no orbits does not need.
    from sim.scenario.sky import kepler, sky_in_orbit

    sky, hours = sky_in_orbit(orbit, scenario.start, scenario.hours, scenario.hours), scenario.hours
    lit, earth = (sum(end - begin for begin, end in spans) / hours for spans in (sky.sunlit(), sky.earth()))
    edges = [0.0, *(edge for span in sky.sunlit() for edge in span), hours]
    dark = [end - begin for begin, end in zip(edges[::2], edges[1::2], strict=True) if end > begin]
    eclipses = f"{len(dark)} eclipses, the longest {max(dark):.3g} h" if dark else "no eclipse"
    yield (
        f"a round takes {kepler(orbit).period:.3g} h; in sunlight {100 * lit:.4g} % of the time, {eclipses}; "
        f"Earth in view {100 * earth:.4g} %"
    )


def _site(site: Site) -> str:
    latitude = site.latitude.value
    return (
        f"{site.name}, {abs(latitude):.5g} deg {'S' if latitude < 0 else 'N'}, "
        f"{site.longitude.value % 360:.5g} deg E, elevation {site.elevation.value:.5g} m, "
        f"horizons at {', '.join(site.horizons)}"
    )
