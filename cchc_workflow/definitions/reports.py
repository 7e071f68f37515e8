"""Owns reading `reports.toml`: the rules of every kind of report, general and of single organizations."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, cast, get_args

from cchc_workflow.definitions import toml
from cchc_workflow.domain.people import UNIT_ROLES, Role
from cchc_workflow.domain.report_rules import (
    PERIOD_NAMES,
    PaperFormat,
    PeriodRule,
    ReportRule,
    ReportRules,
    YearDay,
)
from cchc_workflow.domain.reporting import ABOUT_A_UNIT, ReportKind
from cchc_workflow.domain.task import Notice, Timing

FORMATS: tuple[PaperFormat, ...] = get_args(PaperFormat)

MOST_ROWS = 5000
"""A longer table no word processor opens in a reasonable time."""

PERIODIC = frozenset(ReportKind) - {ReportKind.WEEKLY, ReportKind.URGING, ReportKind.HANDOVER}
"""Kinds whose periods are parts of a year."""

LATEST = 92
"""Days after a period's end by which its reports must be made."""

_OF_KIND = {
    ReportKind.QUARTER: ("q1", "q2", "q3", "q4"),
    ReportKind.HALF_YEAR: ("h1", "h2"),
    ReportKind.YEAR: ("year",),
}
_ORDINARY_YEAR = 2001
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})")
_SECTION = re.compile(r"[a-z][a-z0-9_]{0,39}")


def read_reports(table: toml.Table) -> ReportRules:
    """Return the rules of all nine kinds.

    Raises:
        DefinitionError: with the file, the key and the reason.
    """
    general = {kind: _read_rule(kind, _given(table, kind)) for kind in ReportKind}
    own = {
        code: {**general, **{kind: _read_rule(kind, inner, general[kind]) for kind, inner in _kinds(kinds)}}
        for code, kinds in table.table("organization").named()
    }
    table.finish()
    return ReportRules(general, own)


def _given(table: toml.Table, kind: ReportKind) -> toml.Table:
    if kind not in table:
        raise table.fail(kind, "missing")
    return table.table(kind)


def _kinds(table: toml.Table) -> Iterator[tuple[ReportKind, toml.Table]]:
    for name in table:
        if name not in list(ReportKind):
            raise table.fail(name, toml.unknown("key", name, list(ReportKind)))
        yield ReportKind(name), table.table(name)


def _read_rule(kind: ReportKind, table: toml.Table, base: ReportRule | None = None) -> ReportRule:
    """Return a kind's rule; what is not given is as in the `base`, and must be given without one."""

    def kept(name: str) -> dict[str, Any]:
        return {} if base is None else {"default": getattr(base, name)}

    def roles(name: str) -> tuple[Role, ...]:
        return _own_roles(kind, table, name, table.choices(name, list(Role), **kept(name)))

    def notice(name: str) -> Notice | None:
        return _read_notice(kind, table.table(name)) if name in table else getattr(base, name, None)

    formats = table.choices("formats", FORMATS, **kept("formats"))
    if not formats:
        raise table.fail("formats", "names nothing")
    return ReportRule(
        kind=kind,
        periods=_read_periods(kind, table, base),
        by_itself=table.boolean("by_itself", **kept("by_itself")),
        issued_by_itself=table.boolean("issued_by_itself", getattr(base, "issued_by_itself", False)),
        formats=cast("tuple[PaperFormat, ...]", _once(table, "formats", formats)),
        sections=_read_sections(table, **kept("sections")),
        makers=roles("makers"),
        writers=roles("writers"),
        issuers=roles("issuers"),
        drafted=notice("drafted"),
        issued=notice("issued"),
        annex_rows=_between(table, "annex_rows", 1, MOST_ROWS, **kept("annex_rows")),
        **(_read_urging(table, base) if kind is ReportKind.URGING else {}),
    )


def _read_urging(table: toml.Table, base: ReportRule | None) -> dict[str, Any]:
    """Every month has a 28th; a ladder is at most a working year long."""
    return {
        "day": _between(table, "day", 1, 28, default=base.day if base else None),
        "overdue": _between(table, "overdue", 1, 250, **({"default": base.overdue} if base else {})),
    }


def _read_periods(kind: ReportKind, table: toml.Table, base: ReportRule | None) -> tuple[PeriodRule, ...]:
    if kind not in PERIODIC:
        return ()
    if base is not None and "period" not in table:
        return base.periods
    periods = tuple(_read_period(kind, period) for period in table.tables("period"))
    if not periods:
        raise table.fail("period", "missing")
    _once(table, "period", tuple(period.name for period in periods))
    return periods


def _read_period(kind: ReportKind, table: toml.Table) -> PeriodRule:
    period = PeriodRule(
        name=table.choice("name", _OF_KIND.get(kind, PERIOD_NAMES)),
        from_day=_read_day(table, "from"),
        to_day=_read_day(table, "to"),
        made_day=_read_day(table, "made") if "made" in table else None,
    )
    made_on = period.made_on(_ORDINARY_YEAR)
    if made_on is not None and (made_on - period.window(_ORDINARY_YEAR).to_on).days > LATEST:
        raise table.fail("made", f"must lie within {LATEST} days after the period's last day")
    return period


def _read_day(table: toml.Table, key: str) -> YearDay:
    """Return month and day of a text such as 15/12."""
    found = _DAY.fullmatch(table.text(key))
    try:
        if found is not None:
            day = date(_ORDINARY_YEAR, int(found[2]), int(found[1]))
            return day.month, day.day
    except ValueError:
        pass
    raise table.fail(key, "must be a day of every year such as 15/12")


def _read_notice(kind: ReportKind, table: toml.Table) -> Notice:
    """Return who is told, at once: papers are not held until the next morning."""
    told = (table.choices("to", list(Role)), table.choices("copy", list(Role), ()))
    to, copy = (
        _own_roles(kind, table, name, roles) for name, roles in zip(("to", "copy"), told, strict=True)
    )
    if not to:
        raise table.fail("to", "names nobody")
    return Notice("weekly_report" if kind is ReportKind.WEEKLY else "report", to, copy, Timing.AT_ONCE)


def _own_roles(kind: ReportKind, table: toml.Table, key: str, names: Collection[str]) -> tuple[Role, ...]:
    """Return the roles; those of a unit have nothing to do with a report about the whole office."""
    roles = tuple(Role(name) for name in names)
    if kind not in ABOUT_A_UNIT and not UNIT_ROLES.isdisjoint(roles):
        raise table.fail(key, "a unit's role has no part in a report about the whole office")
    return roles


def _read_sections(table: toml.Table, **default: tuple[str, ...]) -> tuple[str, ...]:
    sections = _once(table, "sections", table.texts("sections", **default))
    for section in sections:
        if not _SECTION.fullmatch(section):
            raise table.fail("sections", f"'{section}': must be a name such as kien_nghi")
    return sections


def _once(table: toml.Table, key: str, names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if names.count(name) > 1:
            raise table.fail(key, f"'{name}' is used twice")
    return names


def _between(table: toml.Table, key: str, least: int, most: int, **default: int | None) -> Any:  # noqa: ANN401
    value = table.integer(key, **default)
    if value is not None and not least <= value <= most:
        raise table.fail(key, f"must be from {least} to {most}")
    return value
