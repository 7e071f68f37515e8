from pathlib import Path

import pytest

from cchc_workflow.documents.wording.samples import (
    HOSTILE,
    corrupt,
    hollow,
    make_sample,
    read_figure_names,
    read_samples,
)
from cchc_workflow.domain.reporting import ABOUT_A_UNIT, ReportKind
from cchc_workflow.errors import DefinitionError
from tests.documents.making import NOTIFICATIONS, read_sample

COUNTS = ("assigned", "done_on_time", "done_late", "open_in_term", "open_overdue")


@pytest.mark.parametrize("kind", ReportKind)
def test_sample_is_of_its_kind_and_adds_up(kind: ReportKind) -> None:
    sample = read_sample(kind)
    assert sample["kind"] == kind
    assert (sample["subject"] is not None) == (kind in ABOUT_A_UNIT)
    assigned, *parts = (sample["figures"]["totals"][name] for name in COUNTS)
    assert assigned == sum(parts) > 0


def test_every_kind_is_tried_in_good_and_bad_times() -> None:
    named = [name for name, _ in read_samples([NOTIFICATIONS])]
    for kind in ReportKind:
        own = [name for name in named if name.split(",")[0] == kind]
        assert own == [kind, *(f"{kind}, {time}" for time in ("issued", "empty", "hostile", "again"))]


def test_read_figure_names_are_those_of_all_samples() -> None:
    names = read_figure_names(read_samples([NOTIFICATIONS]))
    assert {"totals", "proposed", "groups", "ranking", "anchor", "tenures"} <= set(names)


def test_hollow_keeps_forms_and_empties_the_rest() -> None:
    figures = {
        "n": 3,
        "yes": True,
        "share": "12.50",
        "less": "-0.5",
        "on": "2021-10-04",
        "none": None,
        "tasks": {"columns": ["code"], "rows": [["A"]]},
    }
    assert hollow(figures) == {
        "n": 0,
        "yes": False,
        "share": "0.00",
        "less": "0.00",
        "on": "2021-10-04",
        "none": None,
        "tasks": {"columns": ["code"], "rows": []},
    }


def test_corrupt_reaches_every_text_that_people_write() -> None:
    figures = {
        "tasks": {"columns": ["code", "title"], "rows": [["A", "x"]]},
        "units": [{"name": "y", "late": 1}],
    }
    assert corrupt(figures) == {
        "tasks": {"columns": ["code", "title"], "rows": [["A", HOSTILE]]},
        "units": [{"name": HOSTILE, "late": 1}],
    }


def test_make_sample_is_a_draft_unless_told_otherwise() -> None:
    report = make_sample(ReportKind.URGING, read_sample(ReportKind.URGING), issue=3)
    assert (report.subject, report.issue, report.issued) == ("CCKL", 3, False)


@pytest.mark.parametrize(("text", "key"), [("{", "line 1"), ("[]", ""), ('{"figures": 1}', ""), ("\xff", "")])
def test_sample_that_is_none_is_refused(tmp_path: Path, text: str, key: str) -> None:
    path = tmp_path / "samples/papers/weekly.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(DefinitionError) as refused:
        read_samples([tmp_path, NOTIFICATIONS])
    assert (refused.value.path, refused.value.key) == (str(path), key)
