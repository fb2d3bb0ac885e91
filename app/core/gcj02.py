"""The shift that Chinese maps apply to WGS-84 (GCJ-02), by the formula that everybody publishes.

Only used to recognise positions that were shifted by mistake; what we keep is always WGS-84.
"""

from math import cos, degrees, pi, radians, sin, sqrt

# The ellipsoid of Krasovsky 1940, as the formula has it.
AXIS_M = 6378245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323
# Two passes leave 4 mm; the third costs nothing.
PASSES = 3


def to_gcj02(lat: float, lon: float) -> tuple[float, float]:
    """Shift a WGS-84 position (degrees) as maps in China do; elsewhere it means nothing."""
    x, y = lon - 105.0, lat - 35.0
    ripple = 20.0 * (sin(6.0 * x * pi) + sin(2.0 * x * pi))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (ripple + _waves(y, 160.0, 320.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (ripple + _waves(x, 150.0, 300.0)) * 2.0 / 3.0
    flattening = 1.0 - ECCENTRICITY_SQUARED * sin(radians(lat)) ** 2
    meridian_m = AXIS_M * (1.0 - ECCENTRICITY_SQUARED) / (flattening * sqrt(flattening))
    parallel_m = AXIS_M / sqrt(flattening) * cos(radians(lat))
    return lat + degrees(north / meridian_m), lon + degrees(east / parallel_m)


def from_gcj02(lat: float, lon: float) -> tuple[float, float]:
    """The WGS-84 position that was shifted to this one, by fixed-point iteration."""
    true_lat, true_lon = lat, lon
    for _ in range(PASSES):
        shifted_lat, shifted_lon = to_gcj02(true_lat, true_lon)
        true_lat, true_lon = true_lat + lat - shifted_lat, true_lon + lon - shifted_lon
    return true_lat, true_lon


def _waves(v: float, long: float, longest: float) -> float:
    short = 20.0 * sin(v * pi) + 40.0 * sin(v / 3.0 * pi)
    return short + long * sin(v / 12.0 * pi) + longest * sin(v / 30.0 * pi)
