"""Build postcodes.csv from two lists; run by hand when one of them has changed.

    python seeds/reference/build_postcodes.py dk_postcodes.csv

Code, town and coordinates come from the package countrystatecity-postal-codes (a development dependency).
Municipality and region are facts of the list named on the command line (PostNord 2020 and Geodatastyrelsen
2014), which also gives the codes the package lacks. Where a code is only in the package, the nearest
postcode of the list tells its municipality and region. The package puts some coastal postcodes out at sea
(the middle of a box around land and water): where its point is far from the land's centre in the list, the
list's point is taken. See NOTICE.md for sources and licences.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from countrystatecity_postal_codes import get_postcodes_of_country

from marketplace.geography.rules import distance_km

OUTPUT = Path(__file__).resolve().parent / "postcodes.csv"
COLUMNS = ("code", "city", "lat", "lon", "municipality", "region")
REGIONS = {
    "Region Nordjylland": "nordjylland",
    "Region Midtjylland": "midtjylland",
    "Region Syddanmark": "syddanmark",
    "Region Sjælland": "sjaelland",
    "Region Hovedstaden": "hovedstaden",
}
SURVEYED = "dagi"  # the list's own word for a point that is the centre of the postcode's land
FAR_KM = 8.0
# Denmark without the Faroe Islands and Greenland, as (south, north, west, east) in degrees.
SOUTH, NORTH, WEST, EAST = 54.4, 57.9, 7.9, 15.3


def listed(path: Path) -> dict[str, dict[str, str]]:
    """The postcodes of the list with municipalities, by code."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["postcode"]: row for row in csv.DictReader(file)}


def packaged() -> dict[str, tuple[str, float, float]]:
    """Town and point of every Danish postcode in the package that lies in Denmark, by code."""
    found: dict[str, tuple[str, float, float]] = {}
    for one in get_postcodes_of_country("DK"):
        if one.latitude is None or one.longitude is None or not one.localityName or len(one.code) != 4:
            continue
        if SOUTH <= one.latitude <= NORTH and WEST <= one.longitude <= EAST:
            found[one.code] = (one.localityName.strip(), one.latitude, one.longitude)
    return found


def nearest(lat: float, lon: float, rows: dict[str, dict[str, str]]) -> dict[str, str]:
    """The listed postcode closest to a point."""
    return min(rows.values(), key=lambda row: distance_km(lat, lon, float(row["lat"]), float(row["lon"])))


def merged(rows: dict[str, dict[str, str]], points: dict[str, tuple[str, float, float]]) -> Iterator[tuple[str, ...]]:
    """Every postcode of both lists, in order."""
    for code in sorted(rows.keys() | points.keys()):
        row = rows.get(code)
        if code in points:
            city, lat, lon = points[code]
            place = row or nearest(lat, lon, rows)
            centre = float(place["lat"]), float(place["lon"])
            if row is not None and row["coord_source"] == SURVEYED and distance_km(lat, lon, *centre) > FAR_KM:
                lat, lon = centre
        elif row is not None:
            city, lat, lon, place = row["city"].strip(), float(row["lat"]), float(row["lon"]), row
        municipality = place["municipality"].removesuffix(" Kommune").strip()
        yield code, city, f"{lat:.5f}", f"{lon:.5f}", municipality, REGIONS[place["region"]]


def main(path: str) -> None:
    rows, points = listed(Path(path)), packaged()
    with OUTPUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(merged(rows, points))
    print(f"{OUTPUT.name}: {len(rows | points)} postcodes, {len(points.keys() - rows.keys())} only in the package")


if __name__ == "__main__":
    main(sys.argv[1])
