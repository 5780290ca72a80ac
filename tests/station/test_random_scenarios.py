"""Laws that hold in every station: forty random ones, from nothing at all to three of everything."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from sim.scenario import Scenario, load
from sim.scenario.schema.places import CABLE
from sim.station import Outcome
from sim.station.states import STATES
from tests.station.small_stations import grid, hours_in, run, skyline

pytestmark = pytest.mark.slow

START = datetime.date(2031, 1, 1)
DAYS = 50
STRUCTURES = [f"shelter.structures.{name}.remove=true" for name in ("road", "vault", "wall")]
DATED = {
    "energy.arrays.modules": 3,
    "energy.batteries.main": 3,
    "tools.excavators.digger": 3,
    "tools.sieves.sieve": 3,
    "tools.printers.solar": 3,
    "tools.layers.mason": 3,
    "tools.technicians.repair": 3,
    "communication.direct.x-band": 1,
    "communication.relays.queqiao": 1,
    "communication.instruments.seismometer": 3,
}


PLACED = (
    "energy.arrays.modules",
    "energy.loads.core",
    "tools.excavators.digger",
    "tools.sieves.sieve",
    "tools.printers.solar",
    "tools.layers.mason",
)
"""What may stand somewhere else."""


def overrides(dice: random.Random) -> list[str]:
    """Counts, dates, capacities, thresholds and the frailty of machines; most of the stations get to print bricks."""
    chosen = ["end=2031-02-20", "site.sunlight_tolerance=0.2", *STRUCTURES]
    for key, most in DATED.items():
        least = 1 if key.startswith("tools.") and not key.startswith("tools.tech") else 0
        chosen.append(f"{key}.count={dice.randint(least, most)}")
        # The brick line has to be there at some time of the run; what is out of it is tested elsewhere.
        first = dice.choice([0, 0, 0, 0, 0, 0, 0, -5, 2, 9])
        chosen.append(f"{key}.from={START + datetime.timedelta(days=first)}")
        if dice.random() < 0.15:
            last = dice.randint(max(first, 0) + 1, DAYS + 5)
            chosen.append(f"{key}.until={START + datetime.timedelta(days=last)}")
    for kind in ("excavators.digger", "sieves.sieve", "printers.solar", "layers.mason"):
        chosen.append(f"tools.{kind}.mtbf={dice.choice([20, 200, 5000])} h")
        chosen.append(f"tools.{kind}.mttr={dice.choice([0, 3, 30])} h")
        chosen.append(f"tools.{kind}.supervised={dice.choice(['true', 'false', 'false'])}")
        chosen.append(f"tools.{kind}.cold_limit={dice.choice([1, 24])} h")
    chosen.append(f"tools.technicians.repair.supervised={dice.choice(['true', 'false'])}")
    below = dice.uniform(0.05, 0.9)
    return [
        *chosen,
        f"energy.classes.operations.shed_below={below:.3f}",
        f"energy.classes.operations.restore_above={below + 0.05:.3f}",
        f"energy.batteries.main.capacity={dice.choice([5, 60, 700, 700])} kWh",
        f"energy.batteries.main.initial_charge={dice.uniform(0.31, 1):.3f}",
        f"energy.batteries.main.last_reserve={dice.choice([0, 0.05, 0.3]):.3f}",
        f"energy.batteries.main.reserve_resume={dice.uniform(0.31, 0.9):.3f}",
        f"energy.batteries.main.calendar_fade={dice.choice([0, 0.015, 0.9])} 1/yr",
        f"energy.batteries.main.cycle_life={dice.choice([1, 20, 3000])}",
        f"energy.batteries.main.self_discharge={dice.choice([0, 0.02, 0.9])} 1/month",
        f"energy.classes.operations.when_shed={dice.choice(['share-light', 'recharge-first'])}",
        f"energy.classes.deferrable.when_shed={dice.choice(['share-light', 'recharge-first'])}",
        f"energy.classes.operations.draws_to={dice.choice(['last-reserve', 'depth-of-discharge'])}",
        f"energy.charging_share={dice.choice([0, 0.3, 1])}",
        f"energy.loads.core.power_dark={dice.uniform(0, 3):.2f} kW",
        f"tools.stores.raw.capacity={dice.uniform(3, 500):.2f} kg",
        f"tools.stores.feedstock.capacity={dice.uniform(25, 500):.2f} kg",
        f"tools.stores.feedstock.low_restart={dice.uniform(0.001, 0.9):.3f}",
        f"tools.stores.feedstock.high_restart={dice.uniform(0.05, 0.95):.3f}",
        f"tools.stores.bricks.capacity={dice.randint(20, 200)}",
        f"tools.layers.mason.pallet={dice.randint(1, 20)}",
        f"tools.layers.mason.rate={dice.uniform(1, 50):.2f} 1/h",
        f"bricks.batch={dice.randint(1, 20)}",
        f"bricks.reject_fraction={dice.uniform(0, 0.9):.3f}",
        f"bricks.recycled_fraction={dice.uniform(0, 1):.3f}",
        f"communication.buffer={dice.uniform(0.1, 50):.2f} Gbit",
        f"communication.operators={dice.randint(0, 3)}",
        f"tools.spares.drive-kit.initial={dice.randint(0, 5)}",
        f"shelter.structures.pad.diameter={dice.uniform(0.1, 3):.2f} m",
        f"seed={dice.randint(0, 1000)}",
    ]


# Hypothesis deals the dice only: drawn one by one, the figures of one example would be much like those of the next.
@given(st.randoms(use_true_random=True, note_method_calls=False))
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_laws_hold_in_any_station(dice: random.Random) -> None:
    chosen = overrides(dice)
    note(" ".join(f"--set '{one}'" for one in chosen))
    check_all(load(dice.choice(["ilrs:baseline.toml", "ilrs:nuclear.toml"]), chosen))


@given(st.randoms(use_true_random=True, note_method_calls=False))
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_laws_hold_wherever_things_stand(spread: Path, dice: random.Random) -> None:
    chosen = overrides(dice) + places(dice)
    note(" ".join(f"--set '{one}'" for one in chosen))
    scenario = load(spread, chosen)
    outcome = check_all(scenario)
    energy = scenario.energy
    for name in energy.places:
        (cable,) = energy.cables_to(name)
        flow, lost = outcome.channels[CABLE + name], outcome.channels[f"energy.cable_loss.{name}"]
        most, efficiency = int(cable.count) * float(cable.capacity), cable.efficiency(energy.places)
        times = grid(outcome, flow.name, lost.name)
        at_place, gone = flow.at(times), lost.at(times)
        entering = np.maximum(at_place + gone, -at_place)
        assert entering.max() <= most + 1e-9
        assert np.abs(gone - (1 - efficiency) * entering).max() < 1e-8
        first, last = scenario.service_span(cable)
        assert entering[(times < first) | (times > last)].max(initial=0.0) == 0.0


@pytest.fixture(scope="module")
def spread(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The baseline with a place in the dark and one under the sky of the site, and a cable to each."""
    path = tmp_path_factory.mktemp("spread") / "spread.toml"
    dark = ", ".join(f"{name} = {values}" for name, values in skyline(range(360)).items())
    text = 'title = "Spread"\nextends = "ilrs:baseline.toml"\n'
    for name, sky in (("crater", f'horizons = {{ "2 m" = {{ {dark} }} }}\n'), ("ledge", "")):
        text += f'[energy.places.{name}]\ndistance = {{ value = 8, unit = "km", basis = "design" }}\n{sky}'
        text += f'[energy.cables.{name}]\nmodel = "aluminium-3kv"\n'
    path.write_text(text, encoding="utf-8")
    return path


def places(dice: random.Random) -> list[str]:
    """Where arrays, loads and machines stand, and what cables carry and when."""
    chosen = []
    for key in PLACED:
        at = dice.choice(["", "crater", "ledge"])
        chosen += [f"{key}.at={at}"] if at else []
    for name in ("crater", "ledge"):
        chosen.append(f"energy.cables.{name}.capacity={dice.choice([0.2, 2, 20])} kW")
        chosen.append(f"energy.cables.{name}.path_efficiency={dice.choice([0.3, 0.92, 1])}")
        if dice.random() < 0.3:
            chosen.append(f"energy.cables.{name}.from={START + datetime.timedelta(days=dice.randint(1, 10))}")
        if dice.random() < 0.3:
            chosen.append(f"energy.cables.{name}.until={START + datetime.timedelta(days=dice.randint(12, DAYS))}")
    return chosen


def check_all(scenario: Scenario) -> Outcome:
    outcome = run(scenario, seed=scenario.seed)
    check_books(outcome)
    check_channels(scenario, outcome)
    check_power(outcome)
    check_bricks(scenario, outcome)
    check_machines(scenario, outcome)
    return outcome


def check_books(outcome: Outcome) -> None:
    for balance in outcome.balances.values():
        assert balance.closes
        assert all(v >= -1e-9 for k, v in balance.accounts.items() if not k.startswith("stock."))


def check_channels(scenario: Scenario, outcome: Outcome) -> None:
    for name, channel in outcome.channels.items():
        assert channel.times[0] == 0, name
        assert channel.times[-1] == scenario.hours, name
        assert (np.diff(channel.times) >= 0).all(), name
        # Power that comes from a place is negative.
        assert channel.values.min() >= 0 or name.startswith(CABLE), name
    for store in ("raw", "feedstock"):
        most = float(getattr(scenario.tools.stores, store).capacity)
        assert outcome.channels[f"regolith.{store}"].values.max() <= most
    assert outcome.channels["communication.buffer"].values.max() <= float(scenario.communication.buffer)
    stored, capacity = outcome.channels["energy.stored"], outcome.channels["energy.capacity"]
    assert (stored.at(capacity.times) <= capacity.values * (1 + 1e-12)).all()
    assert outcome.channels["energy.state_of_charge"].values.max() <= 1


def check_power(outcome: Outcome) -> None:
    names = ["offered", "used", "curtailed", "charging", "discharging", "demand", "unserved"]
    lost = ["energy.cable_loss"] if "energy.cable_loss" in outcome.channels else []
    times = grid(outcome, *(f"energy.{name}" for name in names), *lost)
    at = {name: outcome.channels[f"energy.{name}"].at(times) for name in names}
    given_away = at["used"] + at["charging"] + at["curtailed"]
    for name in lost:
        given_away += outcome.channels[name].at(times)
    assert np.abs(at["offered"] + at["discharging"] - given_away).max() < 1e-8
    assert np.abs(at["used"] + at["unserved"] - at["demand"]).max() < 1e-8
    light = outcome.channels["sunlight.lit_fraction"].at(times)
    assert (outcome.channels["energy.offered.modules"].at(times)[light == 0] == 0).all()
    assert not ((at["charging"] > 0) & (at["discharging"] > 0)).any()


def check_bricks(scenario: Scenario, outcome: Outcome) -> None:
    printed, rejected, laid, store = (
        outcome.channels[f"bricks.{name}"] for name in ("printed", "rejected", "laid", "in_store")
    )
    times = grid(outcome, "bricks.printed", "bricks.rejected", "bricks.laid", "bricks.in_store")
    good = printed.at(times) - rejected.at(times)
    assert (good >= laid.at(times) + store.at(times)).all()
    assert store.values.max() <= float(scenario.tools.stores.bricks.capacity)
    assert outcome.channels["shelter.progress"].values.max() <= 1
    accounts = outcome.balances["bricks"].accounts
    assert all(float(v).is_integer() for v in accounts.values())
    recipe = scenario.bricks
    optics = float(recipe.mirror_reflectance) * float(recipe.fibre_transmission) * float(recipe.absorptance)
    heat, sunlight = (float(outcome.channels[f"bricks.{name}"].values[-1]) for name in ("heat", "sunlight"))
    assert heat <= sunlight * optics * (1 + 1e-9)
    assert heat >= printed.values[-1] * 1.2 * 0.29 * (1 - 1e-9)


def check_machines(scenario: Scenario, outcome: Outcome) -> None:
    units = [name.removeprefix("tools.state.") for name in outcome.channels if name.startswith("tools.state.")]
    for unit in units:
        assert abs(sum(hours_in(outcome, unit, state) for state in STATES.names) - scenario.hours) < 1e-6
        failures = [e for e in outcome.events if e.subject == unit and e.event in ("failed", "cold_failure")]
        repairs = [e for e in outcome.events if e.subject == unit and e.event == "repaired"]
        assert len(failures) - len(repairs) in (0, 1)
    supervised = scenario.tools.technicians["repair"].supervised
    up = outcome.channels["communication.link_up"]
    for unit in units:
        times = grid(outcome, f"tools.state.{unit}", "communication.link_up")
        linked = up.at(times) > 0
        codes = outcome.channels[f"tools.state.{unit}"].at(times)
        assert linked[codes == STATES.in_repair].all() or not supervised
        assert supervised or not (codes == STATES.repair_halted).any()
    if int(scenario.communication.operators) == 0:
        for kind, key in (("excavators", "digger"), ("layers", "mason")):
            spec = getattr(scenario.tools, kind)[key]
            if spec.supervised:
                assert all(hours_in(outcome, u, "working") == 0 for u in units if u.startswith(key))
