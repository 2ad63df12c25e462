"""Records of an offer file: one JSON object a line, whole numbers as proto3 JSON writes 64 bits."""
import datetime
import json

CHINA = datetime.timezone(datetime.timedelta(hours=8))
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
KILOMETRE = 1_000
KILOGRAM = 1_000
TONNE = 1_000_000

# Fields of 32 bits, flags and names stand as they are; every other number is 64 bits, in quotes.
NARROW = {"place", "itemPositions"}


def instant(year, month, day, hour=0):
    """Milliseconds since 1970 of an hour in China."""
    moment = datetime.datetime(year, month, day, hour, tzinfo=CHINA)
    return int(moment.timestamp()) * 1000


def iso(milliseconds):
    moment = datetime.datetime.fromtimestamp(milliseconds // 1000, CHINA)
    return moment.isoformat(timespec="seconds")


def _proto(name, value):
    if isinstance(value, bool) or name in NARROW or isinstance(value, str):
        return value
    if isinstance(value, list):
        return [{key: _proto(key, inner) for key, inner in item.items() if inner != ""} for item in value]
    return str(value)


class OfferFile:
    def __init__(self, epoch):
        self.epoch = epoch
        self._records = []

    def add(self, kind, fields, at=None):
        self._records.append((self.epoch if at is None else at, len(self._records), kind, fields))

    def records(self, kind):
        return [fields for _, _, found, fields in self._records if found == kind]

    def text(self):
        """Lines in the order of time; records of one moment in the order in which they were added."""
        lines = [json.dumps({"epoch": iso(self.epoch)})]
        for at, _, kind, fields in sorted(self._records, key=lambda record: record[:2]):
            line = {} if at == self.epoch else {"at": iso(at)}
            line[kind] = {name: _proto(name, value) for name, value in fields.items()}
            lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
        return "\n".join(lines) + "\n"


def write_or_check(path, text, check):
    """Writes the file, or with `check` says whether it is just what would be written. Returns the exit code."""
    if not check:
        path.write_text(text, encoding="utf-8")
        print(f"{path.name}: {text.count(chr(10))} lines")
        return 0
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{path.name} is not what its generator writes: run the generator and commit the file")
    return 3
