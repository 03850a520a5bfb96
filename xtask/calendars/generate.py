#!/usr/bin/env python3
"""Writes the calendars of the register: working weeks and public holidays, each with its source.

Run it only to move to another version of a source, and review the difference:

    pip install holidays==0.109
    npm pack cldr-core@48.2.0 && tar xzf cldr-core-48.2.0.tgz
    python3 xtask/calendars/generate.py package/supplemental/weekData.json crates/ledger/data

Same versions, same bytes. The form of both files is described in crates/ledger/src/clock/.
"""

import json
import sys
from datetime import date, timedelta
from pathlib import Path

import holidays

HOLIDAYS = "0.109"
CLDR = "48.2.0"
FIRST, LAST = 2010, 2035
COUNTRIES = (
    "AE AT BE BG BH CA CH CY DE EG ES FR GB GR HU IL IN IR IT JO LU MA MX NL PL SA TR US".split()
)
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
# Countries whose week the package dates by day, without one of its states or provinces differing.
DATED = ["AE", "DZ", "JO", "KW", "OM", "QA", "SA", "SD"]


def calendar(country, year):
    """The nationwide public holidays of one year."""
    kind = holidays.country_holidays(country)
    options = {"years": year, "language": "en_US"}
    if "en_US" not in kind.supported_languages:
        english = [it for it in kind.supported_languages if it.startswith("en")]
        options["language"] = english[0] if english else None
    try:
        return type(kind)(islamic_show_estimated=True, **options)
    except TypeError:
        return type(kind)(**options)


def write_holidays(folder):
    lines = [
        f"# Nationwide public holidays {FIRST} to {LAST}, one block for each country.",
        f"# source: PyPI package holidays {HOLIDAYS} (MIT), category public, written by xtask/calendars/generate.py",
        "# A block: `@ COUNTRY N` with the number of regions whose own holidays are not in here; `= NUMBER NAME`;",
        "# `YEAR MMDD.NUMBER ...` with `~` for `.` where the source itself calls the date an estimate (moon);",
        "# `YEAR work MMDD ...` for days of rest that were worked in exchange for another day.",
    ]
    for country in COUNTRIES:
        blocks, names = [], {}
        regions = len(getattr(holidays.country_holidays(country), "subdivisions", ()))
        for year in range(FIRST, LAST + 1):
            found = calendar(country, year)
            days = []
            for day, name in sorted(found.items()):
                if day.year != year:
                    continue
                mark = "~" if "estimated" in name.lower() else "."
                plain = " ".join(name.replace(", estimated", "").replace("(estimated)", "").split())
                plain = plain.replace(" ;", ";")
                number = names.setdefault(plain, len(names))
                days.append(f"{day:%m%d}{mark}{number}")
            blocks.append(f"{year} " + " ".join(days))
            worked = sorted(it for it in found.weekend_workdays if it.year == year)
            if worked:
                blocks.append(f"{year} work " + " ".join(f"{it:%m%d}" for it in worked))
        lines.append(f"@ {country} {regions}")
        lines += [f"= {number} {name}" for name, number in names.items()]
        lines += blocks
    (folder / "holidays.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_weeks(week_data, folder):
    data = json.loads(Path(week_data).read_text())["supplemental"]
    start, end = data["weekData"]["weekendStart"], data["weekData"]["weekendEnd"]
    cldr = f"npm package cldr-core {CLDR} (Unicode-3.0), supplemental/weekData.json"
    dated = f"PyPI package holidays {HOLIDAYS} (MIT)"

    def rest(country):
        at = DAYS.index(start.get(country, start["001"]))
        until = DAYS.index(end.get(country, end["001"]))
        days = [at]
        while at != until:
            at = (at + 1) % 7
            days.append(at)
        return days

    def entry(country, days, source, since=None, until=None):
        text = ["", "[[week]]", f'country = "{country}"', f"rest = {json.dumps([DAYS[it] for it in days])}"]
        if since:
            text.append(f'from = "{since}"')
        if until:
            text.append(f'to = "{until}"')
        return [*text, f"source = {json.dumps(source)}"]

    lines = [
        "# Weekly days of rest, with the dates between which they hold (both inclusive; none: not known to have",
        f"# changed since {FIRST}). Written by xtask/calendars/generate.py. `001` is CLDR's value for every country",
        "# that it does not name. The days in force today are CLDR's; dates of changes are those of the package",
        "# holidays, whose sources stand in its files.",
    ]
    lines += entry("001", rest("001"), cldr)
    for country in sorted((set(start) | set(end) | set(DATED)) - {"001"}):
        if country not in DATED:
            lines += entry(country, rest(country), cldr)
            continue
        kind = holidays.country_holidays(country)
        day, periods = date(FIRST, 1, 1), []
        while day <= date(LAST, 12, 31):
            now = sorted(kind._get_weekend(day), key=lambda it: (it - 3) % 7)
            if not periods or periods[-1][1] != now:
                periods.append((day, now))
            day += timedelta(days=1)
        assert sorted(periods[-1][1]) == sorted(rest(country)), f"the sources differ about {country} today"
        for at, (since, days) in enumerate(periods):
            last = at + 1 == len(periods)
            source = f"{cldr}; from: {dated}" if last and at > 0 else cldr if last else dated
            until = None if last else periods[at + 1][0] - timedelta(days=1)
            lines += entry(country, days, source, since if at > 0 else None, until)
    (folder / "working-weeks.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    assert holidays.__version__ == HOLIDAYS, f"holidays {HOLIDAYS} is wanted, {holidays.__version__} is here"
    package = json.loads((Path(sys.argv[1]).parent.parent / "package.json").read_text())
    assert package["version"] == CLDR, f"cldr-core {CLDR} is wanted, {package['version']} is here"
    write_holidays(Path(sys.argv[2]))
    write_weeks(sys.argv[1], Path(sys.argv[2]))


main()
