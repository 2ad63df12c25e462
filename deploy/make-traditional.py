#!/usr/bin/env python3
"""Writes Sources/CReferenceData/data/traditional.csv: traditional characters and the simplified ones they count as.

    pip install opencc-python-reimplemented==0.1.7 && deploy/make-traditional.py

Source: the TSCharacters dictionary of OpenCC (Apache-2.0), as carried by PyPI opencc-python-reimplemented 0.1.7: the
first simplified form of each character in the basic plane. Characters that places are written with in both scripts
(KEPT) stay as they are, and so do those whose simplified form is met in no place name, crop or common word (rank).
"""
import csv
from pathlib import Path
import opencc

DATA = Path(__file__).resolve().parent.parent / "Sources/CReferenceData/data"
KEPT = set("乾於著徵餘濬瀋甯")
VARIANTS = {"瀋": "沈", "甯": "宁", "裏": "里", "菓": "果", "噉": "啖", "麪": "面", "塊": "块", "囱": "窗"}
dictionary = Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt"


def common(ch):
    """Simplified characters of GB 2312: those a Chinese telephone has always been able to write."""
    try:
        ch.encode("gb2312")
        return True
    except UnicodeEncodeError:
        return False


used = set((DATA / "adcodes.csv").read_text(encoding="utf-8") + (DATA / "streets.csv").read_text(encoding="utf-8")
           + (DATA / "crops.csv").read_text(encoding="utf-8"))
pairs = dict(VARIANTS)
for line in dictionary.read_text(encoding="utf-8").splitlines():
    source, _, targets = line.partition("\t")
    if not targets or len(source) != 1 or ord(source) > 0xFFFF or source in KEPT or source in pairs:
        continue
    target = targets.split()[0]
    if source == target or len(target) != 1 or ord(target) > 0xFFFF or not (common(target) or target in used):
        continue
    if common(source):  # a simplified character too (e.g. 后, 里): never folded away
        continue
    pairs[source] = target
with open(DATA / "traditional.csv", "w", encoding="utf-8", newline="\n") as f:
    f.write("traditional,simplified\n")
    f.writelines(f"{a},{b}\n" for a, b in sorted(pairs.items()))
print(f"{len(pairs)} characters")
