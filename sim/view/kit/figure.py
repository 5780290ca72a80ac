"""The figure of the house: in house style wherever it is drawn or saved. Imports matplotlib, unlike its neighbours."""

from __future__ import annotations

import io
from os import PathLike
from os.path import splitext
from typing import Any

import matplotlib
from matplotlib import figure
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_svg import RendererSVG

from sim.view.kit import fonts, style
from sim.view.kit.canvas import Canvas


class Figure(figure.Figure):
    """A figure that looks the same whatever the settings of whoever draws or saves it.

    matplotlib reads part of its settings when a figure is drawn and not when it is made: fonts, the salt of an SVG's
    ids, how a PDF holds its fonts.
    """

    def __init__(self, *places: Any, **options: Any) -> None:
        super().__init__(*places, **options)
        Canvas(self)

    def draw(self, renderer: RendererBase) -> None:
        """Draw in house style, with letters of other scripts from other fonts; what none has is said."""
        with style.applied():
            missing = fonts.lend(self)
            # An SVG that keeps its text is set by whoever reads it, in fonts of their own.
            kept = isinstance(renderer, RendererSVG) and matplotlib.rcParams["svg.fonttype"] == "none"
            if missing and not kept:
                fonts.say(self, missing)
            super().draw(renderer)

    def savefig(self, fname: Any, **options: Any) -> None:
        """Write in house style, with no date and no version in the file: the same figure gives the same bytes.

        Args:
            fname: A path or an open file.
            options: As for :meth:`matplotlib.figure.Figure.savefig`.
        """
        with style.applied():
            ending = splitext(fname)[1].removeprefix(".") if isinstance(fname, str | PathLike) else ""
            kind = str(options.pop("format", None) or ending or matplotlib.rcParams["savefig.format"]).lower()
            about = {**style.FILE_METADATA.get(kind, {}), **(options.pop("metadata", None) or {})}
            super().savefig(fname, format=kind, metadata=about or None, **options)

    def _repr_png_(self) -> bytes:
        """What a notebook shows."""
        stream = io.BytesIO()
        self.savefig(stream, format="png")
        return stream.getvalue()
