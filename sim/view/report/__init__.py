"""The report: a run, a comparison or a study as one HTML file that needs nothing but a browser.

:func:`render` makes the text, :func:`write` the file. Importing this package imports neither matplotlib nor jinja2.
"""

from sim.view.report.page import render
from sim.view.report.subject import Subject, subject_of
from sim.view.report.writing import write

__all__ = ["Subject", "render", "subject_of", "write"]
