"""A decision for tests: where a mine stands, by what the hopper of Chang'e-7 finds."""

SITE = """title = "Decides"
extends = "ilrs:change-7"
end = 2028-02-01
[decisions.mine]
date = 2027-12-01
rule = "most"
[decisions.mine.alternatives]
shackleton = { about = "lander/shackleton", cost = { value = 1, unit = "%", basis = "design" } }
near = { about = "lander/near" }
west = { about = "lander/west" }
none = {}
"""
