"""What figures are drawn on: pixels and PNG files, vectors and SVG files."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.cbook import file_requires_unicode, open_file_cm
from matplotlib.font_manager import FontProperties

from sim.view.kit.lettering import WordsAsOutlines, WordsAsPixels
from sim.view.kit.letters import Extent
from sim.view.kit.png import encoded, in_latin_1


class Canvas(FigureCanvasAgg):
    """A canvas whose files look as those of matplotlib and take a fraction of the time."""

    def get_renderer(self) -> WordsAsPixels:
        """What draws the pixels; the same one as long as size and resolution stay."""
        wanted = (*self.get_width_height(physical=True), self.figure.dpi)
        there: WordsAsPixels | None = getattr(self, "renderer", None)
        if there is None or (there.width, there.height, there.dpi) != wanted:
            there = self.renderer = WordsAsPixels(*wanted)
        return there

    def print_png(
        self, filename_or_obj: Any, *, metadata: Mapping[str, Any] | None = None, pil_kwargs: Any = None, **_: Any
    ) -> None:
        """Write a PNG file; one with more to it than pixels and plain texts is left to matplotlib.

        Args:
            filename_or_obj: A path or an open file.
            metadata: Texts about the file.
            pil_kwargs: How Pillow is to write it.
        """
        FigureCanvasAgg.draw(self)  # type: ignore[no-untyped-call]
        pixels = np.asarray(self.buffer_rgba())  # type: ignore[no-untyped-call]
        opaque = np.bitwise_and.reduce(pixels.view(np.uint32), axis=None).tobytes()[3] == 255
        texts = {key: text for key, text in (metadata or {}).items() if text is not None}
        if pil_kwargs or not opaque or not all(map(in_latin_1, texts.values())):
            super().print_png(filename_or_obj, metadata=metadata, pil_kwargs=pil_kwargs)  # type: ignore[no-untyped-call]
            return
        with open_file_cm(filename_or_obj, "wb") as stream:
            stream.write(encoded(pixels[..., :3], self.figure.dpi, texts))

    def print_svg(self, filename: Any, *, metadata: Mapping[str, Any] | None = None, **_: Any) -> None:
        """Write an SVG file; no part of it is turned into pixels.

        Args:
            filename: A path or an open file.
            metadata: Texts about the file.
        """
        resolution = self.figure.dpi
        # Lengths in the file are points; print_figure puts the resolution back.
        self.figure.dpi = 72
        width, height = self.figure.get_size_inches()
        text = io.StringIO()
        outlines = OutlinesAsSvg(72 * width, 72 * height, text, image_dpi=resolution, metadata=metadata)
        self.figure.draw(outlines)
        outlines.finalize()  # type: ignore[no-untyped-call]
        with open_file_cm(filename, "w", encoding="utf-8") as stream:
            stream.write(text.getvalue() if file_requires_unicode(stream) else text.getvalue().encode())


class OutlinesAsSvg(RendererSVG):
    """Writes SVG with texts set word by word."""

    def __init__(self, *places: Any, **options: Any) -> None:
        super().__init__(*places, **options)  # type: ignore[no-untyped-call]
        self._text2path: WordsAsOutlines = WordsAsOutlines()

    def _get_font_height_metrics(self, prop: FontProperties) -> Extent:
        return self._text2path.line_height(prop)
