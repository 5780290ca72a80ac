"""The schema of scenario files, one module a system. The classes are the reference: names, units, limits, meanings."""
