"""PNG files: written fast, and with few colours."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sim.view.kit.png import COLOURS, STRIP, encoded, reduce_colours


def test_few_colours_lose_none_that_fills_an_area(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (200, 300, 3)).astype(np.uint8)
    pixels[:150] = 255
    for column in range(10):
        pixels[20:32, 20 * column : 20 * column + 12] = (10 * column, 158, 115)
    path = tmp_path / "picture.png"
    Image.fromarray(pixels).save(path, dpi=(130, 130))
    reduce_colours(path)
    reduced = Image.open(path)
    assert reduced.mode == "P"
    assert round(reduced.info["dpi"][0]) == 130
    after = np.asarray(reduced.convert("RGB"))
    assert np.array_equal(after[:150], pixels[:150])
    assert len(np.unique(after.reshape(-1, 3), axis=0)) <= COLOURS
    once = path.read_bytes()
    Image.fromarray(pixels).save(path, dpi=(130, 130))
    reduce_colours(path)
    assert path.read_bytes() == once


@pytest.mark.parametrize("height", [1, STRIP - 1, STRIP, 2 * STRIP + 5])
def test_a_picture_is_read_as_it_was_written(height: int) -> None:
    pixels = np.random.default_rng(height).integers(0, 256, (height, 31, 4)).astype(np.uint8)[..., :3]
    content = encoded(pixels, 130, {"Software": "a programme of this house"})
    assert content == encoded(pixels.copy(), 130, {"Software": "a programme of this house"})
    with Image.open(io.BytesIO(content)) as picture:
        assert np.array_equal(np.asarray(picture), pixels)
        assert picture.mode == "RGB"
        assert picture.info["Software"] == "a programme of this house"
        assert picture.info["dpi"] == pytest.approx((130, 130), abs=0.01)
