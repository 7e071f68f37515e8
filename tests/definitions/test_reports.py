import re

import pytest

from cchc_workflow.definitions import toml
from cchc_workflow.definitions.reports import PERIODIC, read_reports
from cchc_workflow.domain.people import UNIT_ROLES, Role
from cchc_workflow.domain.report_rules import ReportRules
from cchc_workflow.domain.reporting import ABOUT_A_UNIT, ReportKind
from cchc_workflow.errors import DefinitionError
from cchc_workflow.shipped import shipped

TEXT = (shipped("workflows") / "reports.toml").read_text("utf-8")
OWN = """
[organization."so-vi-du".quarter]
issuers = ["director"]

[[organization."so-vi-du".quarter.period]]
name = "q1"
from = "1/1"
to = "31/3"
made = "5/4"

[organization."so-vi-du".urging]
overdue = 5
"""


def read(text: str) -> ReportRules:
    return read_reports(toml.parse(text, "reports.toml"))


def fault(text: str) -> DefinitionError:
    with pytest.raises(DefinitionError) as caught:
        read(text)
    assert caught.value.path == "reports.toml"
    return caught.value


def swap(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


def test_shipped_rules_have_every_kind_with_its_periods() -> None:
    rules = read(TEXT).general
    assert list(rules) == list(ReportKind)
    assert {kind for kind, rule in rules.items() if rule.periods} == PERIODIC
    assert all(rule.makers and rule.writers and rule.issuers and rule.issued for rule in rules.values())


@pytest.mark.parametrize(
    ("kind", "periods"),
    [
        ("quarter", [("q1", (12, 15), (3, 14)), ("q3", (6, 15), (9, 14))]),
        ("half_year", [("h1", (12, 15), (6, 14))]),
        ("year", [("year", (12, 15), (12, 14))]),
    ],
)
def test_shipped_windows_are_the_ministrys(kind: str, periods: list[tuple[str, object, object]]) -> None:
    """Công văn 581/BNV-CCHC."""
    rule = read(TEXT).general[ReportKind(kind)]
    assert [(each.name, each.from_day, each.to_day) for each in rule.periods] == periods
    assert all(each.made_day for each in rule.periods)


def test_only_the_weekly_report_is_issued_by_itself() -> None:
    rules = read(TEXT).general
    assert [kind for kind, rule in rules.items() if rule.issued_by_itself] == [ReportKind.WEEKLY]
    told = rules[ReportKind.WEEKLY].issued
    assert told is not None
    assert (told.message, told.to) == ("weekly_report", (Role.DIRECTOR,))


def test_units_have_a_part_only_in_reports_about_a_unit() -> None:
    for kind, rule in read(TEXT).general.items():
        if not UNIT_ROLES.isdisjoint((*rule.makers, *rule.writers, *rule.issuers)):
            assert kind in ABOUT_A_UNIT


def test_own_rules_say_only_what_differs() -> None:
    rules = read(TEXT + OWN)
    general, own = rules.general, rules.of("so-vi-du")
    quarter = own[ReportKind.QUARTER]
    assert quarter.issuers == (Role.DIRECTOR,)
    assert [(each.name, each.made_day) for each in quarter.periods] == [("q1", (4, 5))]
    assert quarter.sections == general[ReportKind.QUARTER].sections
    assert quarter.drafted == general[ReportKind.QUARTER].drafted
    assert (own[ReportKind.URGING].overdue, own[ReportKind.URGING].day) == (5, 5)
    assert own[ReportKind.YEAR] is general[ReportKind.YEAR]
    assert rules.of("so-khac") is general


@pytest.mark.parametrize("kind", list(ReportKind))
def test_missing_kind_is_refused(kind: str) -> None:
    text = re.sub(rf"\[\[?{kind}(\.\w+)?\]?\]\n(?:[^\[].*\n)+", "", TEXT)
    assert fault(text).key == kind


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('from = "15/12"', 'from = "31/2"', "quarter.period[1].from", "must be a day of every year"),
        ('from = "15/12"', 'from = "29/2"', "quarter.period[1].from", "must be a day of every year"),
        ('from = "15/12"', 'from = "tháng 12"', "quarter.period[1].from", "must be a day of every year"),
        ('made = "15/3"', 'made = "14/3"', "quarter.period[1].made", "must lie within 92 days"),
        ('made = "15/3"', 'made = "1/9"', "quarter.period[1].made", "must lie within 92 days"),
        ('name = "q1"', 'name = "h1"', "quarter.period[1].name", "unknown value 'h1'"),
        ('name = "q3"', 'name = "q1"', "quarter.period", "'q1' is used twice"),
        ("overdue = 10", "overdue = 0", "urging.overdue", "must be from 1 to 250"),
        ("day = 5", "day = 29", "urging.day", "must be from 1 to 28"),
        ("annex_rows = 200", "annex_rows = 5001", "weekly.annex_rows", "must be from 1 to 5000"),
        ('sections = ["nhan_xet"]', 'sections = ["Nhận xét"]', "weekly.sections", "must be a name such as"),
        ('sections = ["nhan_xet"]', 'sections = ["a", "a"]', "weekly.sections", "'a' is used twice"),
        ('formats = ["pdf", "docx"]', 'formats = ["odt"]', "weekly.formats", "unknown value 'odt'"),
        ('formats = ["pdf", "docx"]', "formats = []", "weekly.formats", "names nothing"),
        ('to = ["director"]', 'to = ["unit_head"]', "weekly.issued.to", "a unit's role has no part"),
        ('to = ["director"]', "to = []", "weekly.issued.to", "names nobody"),
        ('makers = ["coordinator"', 'makers = ["officer"', "weekly.makers", "a unit's role has no part"),
        ("[quarter.drafted]", "[quarter.draftd]", "quarter.draftd", "unknown key"),
        ("[weekly]\n", "[weekly]\nday = 5\n", "weekly.day", "unknown key"),
    ],
)
def test_wrong_rule_is_refused_with_its_key(old: str, new: str, key: str, reason: str) -> None:
    found = fault(swap(old, new))
    assert (found.key, reason in found.reason) == (key, True), found


@pytest.mark.parametrize(
    ("own", "key"),
    [
        ('[organization."so-vi-du".quartr]\nday = 1\n', "organization.so-vi-du.quartr"),
        (
            '[organization."so-vi-du".quarter]\nissuer = ["director"]\n',
            "organization.so-vi-du.quarter.issuer",
        ),
    ],
)
def test_wrong_own_rule_is_refused_with_its_key(own: str, key: str) -> None:
    assert fault(TEXT + own).key == key


def test_kind_without_a_period_is_refused() -> None:
    text = re.sub(r"\[\[year\.period\]\]\n(?:[^\[].*\n)+", "", TEXT)
    assert fault(text).key == "year.period"
