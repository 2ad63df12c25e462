"""Divisions of adcodes.csv by six-digit code, and the distances between their centres."""
import csv
import math
import pathlib

DATA = pathlib.Path(__file__).resolve().parents[2] / "Sources" / "CReferenceData" / "data"


def load():
    """Code → (name, longitude, latitude); the coordinates are None where the table has none."""
    with open(DATA / "adcodes.csv", encoding="utf-8", newline="") as table:
        return {
            row["adcode"][:6]: (
                row["name"],
                float(row["longitude"]) if row["longitude"] else None,
                float(row["latitude"]) if row["latitude"] else None,
            )
            for row in csv.DictReader(table)
            if len(row["adcode"]) == 12
        }


def is_county(code):
    return code[4:] != "00"


def counties_by_province():
    """Two digits → counties that have coordinates, in the order of their codes."""
    found = {}
    for code, (_, longitude, _) in sorted(load().items()):
        if is_county(code) and longitude is not None:
            found.setdefault(code[:2], []).append(code)
    return found


def metres(places, start, end):
    """Great circle, as the reach of an offer is measured; None where a centre is not known."""
    (_, start_lon, start_lat), (_, end_lon, end_lat) = places[start], places[end]
    if None in (start_lon, start_lat, end_lon, end_lat):
        return None
    lon1, lat1, lon2, lat2 = map(math.radians, (start_lon, start_lat, end_lon, end_lat))
    chord = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_000 * math.asin(min(1, math.sqrt(chord)))
