"""Whose file, which line and which key a message names, when several files say something."""

from __future__ import annotations

from tests.scenario.workshop import Workshop


def test_all_problems_of_a_file_at_once_in_the_order_of_lines(workshop: Workshop) -> None:
    name = workshop.child("""
end = 2031-01-01
sed = 4
[energy.batteries.main]
capacity = 3
resume_charge = { value = 0.1, basis = "design" }
[shelter.structures.pad]
after = ["vault"]
diameter = { value = 20, unit = "kg", basis = "guess" }
[site]
horizons = { "10 m" = "nothing.csv" }
""")
    problems = workshop.problems(name)
    found = [(problem.line, problem.key) for problem in problems]
    assert found == [
        (4, "end"),
        (5, "sed"),
        (7, "energy.batteries.main.capacity"),
        (8, "energy.batteries.main.resume_charge"),
        (10, "shelter.structures.pad.after"),
        (11, "shelter.structures.pad.diameter.unit"),
        (11, "shelter.structures.pad.diameter.basis"),
        (13, 'site.horizons."10 m"'),
    ]


def test_beneath_an_unknown_kind_nothing_is_taken_for_right(workshop: Workshop) -> None:
    workshop.changed('kind = "vault"', 'kind = "dome"', name="dome.toml")
    name = workshop.write("odd.toml", 'extends = "dome.toml"\n[shelter.structures.vault]\nafter = 2031-01-01\n')
    problem = workshop.problem(name)
    assert (problem.file, problem.key) == ("dome.toml", "shelter.structures.vault.kind")


def test_a_mistake_in_an_extended_file_is_blamed_on_that_file(workshop: Workshop) -> None:
    workshop.write("parts/broken.toml", '# a comment\n[site]\nname = "X"\nlatitude = 5\n')
    name = workshop.write("top.toml", 'extends = ["base.toml", "parts/broken.toml"]\n')
    problem = workshop.problem(name)
    assert (problem.file, problem.line, problem.key) == ("parts/broken.toml", 4, "site.latitude")
    workshop.write("parts/broken.toml", "[site\n")
    problem = workshop.problem(name)
    assert (problem.file, problem.line) == ("parts/broken.toml", 1)


def test_what_users_do_to_shipped_files_is_blamed_on_them(workshop: Workshop) -> None:
    workshop.write("../shipped/base.toml", (workshop.path / "base.toml").read_text(encoding="utf-8"))
    workshop.write("../shipped/ridge.csv", (workshop.path / "ridge.csv").read_text(encoding="utf-8"))
    head = 'title = "Mine"\nextends = "ilrs:base.toml"\n'
    printers, resume = "tools.printers", "energy.batteries.main.resume_charge"
    cases = {
        "[tools.printers.sun]\nremove = true\n": (3, printers),
        '[tools.printers.sun]\ncount = { value = 0, basis = "design" }\n': (3, printers),
        "[tools.printers.sun]\nfrom = 2032-01-01\n": (3, printers),
        "start = 2030-12-01\nend = 2031-01-10\n": (None, "tools.excavators"),
        "start = 2033-01-01\n": (None, "end"),
        '[energy.loads.core]\n[energy.loads."a b"]\nclass = "critical"\n': (4, 'energy.loads."a b"'),
        '\n[energy.batteries.main]\ndepth_of_discharge = { value = 0.3, basis = "design" }\n': (4, resume),
        "[tools.spares.kit.deliveries.first]\ndate = 2031-05-01\n": (3, "tools.spares.kit.deliveries.first.quantity"),
    }
    for text, (line, key) in cases.items():
        problem = workshop.problems(workshop.write("mine.toml", head + text))[0]
        assert (problem.file, problem.line, problem.key) == ("mine.toml", line, key)
    settings = {
        "tools.printers.sun.count=0": printers,
        "energy.batteries.main.depth_of_discharge=0.3": resume,
        "start=2033-01-01": "end",
    }
    for name in ("ilrs:base.toml", workshop.write("mine.toml", head)):
        for setting, key in settings.items():
            problem = workshop.problems(name, setting)[0]
            assert problem.key == key
            assert problem.file == ("mine.toml" if name == "mine.toml" and key == "end" else "--set")


def test_what_is_wrong_in_a_shipped_file_alone_has_its_line(workshop: Workshop) -> None:
    text = (workshop.path / "base.toml").read_text(encoding="utf-8")
    workshop.write("../shipped/ridge.csv", (workshop.path / "ridge.csv").read_text(encoding="utf-8"))
    workshop.write("../shipped/base.toml", text.replace("end = 2032-01-01", "end = 2030-01-01"))
    problem = workshop.problem("ilrs:base.toml")
    assert (problem.file, problem.line, problem.key) == ("ilrs:base.toml", 3, "end")


def test_what_nobody_gives_is_missing_in_the_file_that_was_asked_for(workshop: Workshop) -> None:
    workshop.write("tiny.toml", 'title = "Tiny"\n')
    problems = workshop.problems("tiny.toml")
    assert {"site.latitude", "start", "end", "seed"} < {problem.key for problem in problems}
    assert {(problem.file, problem.line) for problem in problems} == {("tiny.toml", None)}


def test_a_mistake_in_the_catalogue_is_blamed_on_the_catalogue(workshop: Workshop) -> None:
    machines = workshop.path.parent / "shipped/library/machines.toml"
    text = machines.read_text(encoding="utf-8")
    machines.write_text(text.replace('value = 35, unit = "m^2"', 'value = 35, unit = "m"'), encoding="utf-8")
    problem = workshop.problem()
    assert (problem.file, problem.line) == ("ilrs:library/machines.toml", 2)
    assert problem.key == "energy.arrays.main.area.unit"


def test_shipped_files_have_one_name_in_messages(workshop: Workshop) -> None:
    site = "../shipped/sites/ridge.toml"
    workshop.write(site, "[site]\nlatitude = 5\n")
    workshop.write("../shipped/whole.toml", 'title = "Whole"\nextends = "sites/ridge.toml"\n')
    workshop.write("top.toml", 'extends = ["base.toml", "ilrs:sites/ridge"]\n')
    for name in ("ilrs:whole.toml", "ilrs:sites/ridge", "top.toml"):
        assert ("ilrs:sites/ridge.toml", 2) in {(each.file, each.line) for each in workshop.problems(name)}
    # Whoever names a file by its path finds it under that path.
    assert {problem.file for problem in workshop.problems(site)} >= {site}
