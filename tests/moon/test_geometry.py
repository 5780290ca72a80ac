import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.moon import Observer, coverage, horizon_dip
from sim.moon.constants import R_MOON_KM
from sim.moon.ephemeris import SubPoint

UTC = np.array(["2031-06-01T05:00", "2033-12-24T18:30"], "datetime64[us]")


def point(latitude: float, longitude: float, distance: float) -> SubPoint:
    return SubPoint(np.array([latitude]), np.array([longitude]), np.array([distance]))


@pytest.mark.parametrize(("metres", "dip"), [(0.0, 0.0), (2.0, 0.087), (10.0, 0.194), (1000.0, 1.943)])
def test_horizon_dip(metres: float, dip: float):
    assert horizon_dip(metres) == pytest.approx(dip, abs=5e-4)


@pytest.mark.parametrize("metres", [-1.0, float("nan"), float("inf")])
def test_horizon_dip_needs_a_height(metres: float):
    with pytest.raises(ValueError, match="height"):
        horizon_dip(metres)


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ((-90.1, 0.0), "latitude"),
        ((float("nan"), 0.0), "finite"),
        ((0.0, float("inf")), "finite"),
        ((0.0, 0.0, 0.0, -1.0), "mast"),
    ],
)
def test_unusable_observers_are_refused(figures: tuple[float, ...], message: str):
    with pytest.raises(ValueError, match=message):
        Observer(*figures)


def test_the_eye_stands_on_the_mast_on_the_ground():
    assert Observer(0.0, 0.0, elevation=1000.0, mast=10.0).radius == R_MOON_KM + 1.01


def test_a_body_in_the_zenith():
    seen = Observer(-40.0, 100.0, elevation=500.0).over(point(-40.0, 100.0, 400_000.0))
    assert seen.elevation[0] == pytest.approx(90.0)
    assert seen.distance[0] == pytest.approx(400_000.0 - R_MOON_KM - 0.5)


@pytest.mark.parametrize(
    ("latitude", "longitude", "azimuth"),
    [(10.0, 0.0, 0.0), (0.0, 10.0, 90.0), (-10.0, 0.0, 180.0), (0.0, -10.0, 270.0)],
)
def test_azimuth_runs_clockwise_from_north(latitude: float, longitude: float, azimuth: float):
    assert Observer(0.0, 0.0).over(point(latitude, longitude, 1e6)).azimuth[0] == pytest.approx(azimuth)


def test_near_the_south_pole_the_azimuth_follows_the_longitude():
    # At the pole every direction is north; an azimuth counts from the meridian of the observer's own longitude.
    seen = Observer(-90.0, 30.0).over(point(0.0, 75.0, 1e8))
    assert seen.azimuth[0] == pytest.approx(45.0)


@given(st.floats(-90, 90), st.floats(-360, 360), st.floats(-90, 90), st.floats(-180, 180), st.floats(2000, 2e8))
def test_spherical_and_cartesian_places_agree(lat: float, lon: float, body_lat: float, body_lon: float, far: float):
    observer = Observer(lat, lon, elevation=1234.0, mast=10.0)
    b, l = np.radians([body_lat, body_lon])  # noqa: E741
    position = far * np.array([[np.cos(b) * np.cos(l), np.cos(b) * np.sin(l), np.sin(b)]])
    a, c = observer.over(point(body_lat, body_lon, far)), observer.at(position)
    assert 0.0 <= c.azimuth[0] < 360.0
    assert a.distance[0] == pytest.approx(c.distance[0], rel=1e-9)
    assert a.elevation[0] == pytest.approx(c.elevation[0], abs=1e-5)
    across = np.cos(np.radians(c.elevation[0]))
    assert ((a.azimuth[0] - c.azimuth[0] + 180.0) % 360.0 - 180.0) * across == pytest.approx(0.0, abs=1e-5)


def test_a_whole_turn_of_longitude_changes_nothing():
    a, b = Observer(-88.7, 291.67).sun(UTC), Observer(-88.7, 291.67 - 360.0).sun(UTC)
    np.testing.assert_allclose(a.azimuth, b.azimuth, atol=1e-9)
    np.testing.assert_allclose(a.elevation, b.elevation, atol=1e-9)


def test_parallax_lowers_the_earth_and_hardly_the_sun():
    site = Observer(-89.0, 0.0)
    centre = site.earth(UTC).elevation
    higher = Observer(-89.0, 0.0, elevation=6000.0).earth(UTC).elevation
    assert (higher < centre).all()
    np.testing.assert_allclose(
        Observer(-89.0, 0.0, elevation=6000.0).sun(UTC).elevation, site.sun(UTC).elevation, atol=1e-5
    )


def test_dates_outside_the_table_are_refused():
    with pytest.raises(ValueError, match="outside the ephemeris"):
        Observer(-89.0, 0.0).sun(coverage()[1] + np.timedelta64(1, "h"))
