from pathlib import Path

import pytest

from cchc_workflow.documents.wording.samples import read_figure_names, read_samples
from cchc_workflow.documents.wording.templates import Templates, find_file
from cchc_workflow.domain.reporting import ReportKind
from cchc_workflow.errors import DefinitionError
from tests.documents.making import NOTIFICATIONS, write_own


def load(own: Path) -> Templates:
    return Templates([own, NOTIFICATIONS])


def test_shipped_templates_load() -> None:
    Templates([NOTIFICATIONS])


@pytest.mark.parametrize(
    ("name", "text", "key", "reason"),
    [
        ("quarter/body.md", "# A\n\n{{ x }\n", "line 3", "unexpected"),
        ("quarter/body.md", "{% if x %}\n", "line 1", "end of template"),
        ("quarter/subject.txt", "{{ x | dato }}", "line 1", "No filter named 'dato'"),
        ("quarter/paper.toml", 'kind = "{{ x"', "kind", "unexpected end"),
        ("quarter/paper.toml", 'knid = "x"', "knid", "did you mean 'kind'?"),
        ("quarter/paper.toml", "kind = 3", "kind", "must be a string"),
    ],
)
def test_a_broken_template_is_refused_with_file_and_line(
    tmp_path: Path, name: str, text: str, key: str, reason: str
) -> None:
    own = write_own(tmp_path, name, text)
    with pytest.raises(DefinitionError) as refused:
        load(own)
    assert refused.value.path == str(own / "vi/papers" / name)
    assert refused.value.key == key
    assert reason in refused.value.reason


def test_a_template_that_is_no_text_is_refused(tmp_path: Path) -> None:
    own = write_own(tmp_path, "quarter/body.md", "")
    (own / "vi/papers/quarter/body.md").write_bytes(b"\xff\xfe")
    with pytest.raises(DefinitionError):
        load(own)


def test_a_missing_file_is_refused() -> None:
    with pytest.raises(DefinitionError) as refused:
        find_file([NOTIFICATIONS], "vi/papers/quarter/nothing.md")
    assert refused.value.reason == "no such file"


def test_a_field_that_nobody_gives_is_refused(tmp_path: Path) -> None:
    shared = (NOTIFICATIONS / "vi/papers/paper.toml").read_text("utf-8").replace('kind = "BÁO CÁO"\n', "")
    with pytest.raises(DefinitionError) as refused:
        load(write_own(tmp_path, "paper.toml", shared))
    assert (refused.value.key, refused.value.reason) == ("kind", "missing")


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("\n{{ figurez.totals.late }}", "line 2", "unknown name 'figurez'; did you mean 'figures'?"),
        ("\n\n{{ figures.total.late }}", "line 3", "unknown figure 'total'; did you mean 'totals'?"),
        ("{% if false %}\n{{ whatever }}\n{% endif %}", "line 2", "unknown name 'whatever'"),
    ],
)
def test_a_name_that_nothing_knows_is_refused_unseen(
    tmp_path: Path, text: str, key: str, reason: str
) -> None:
    templates = load(write_own(tmp_path, "quarter/body.md", text))
    known = read_figure_names(read_samples([NOTIFICATIONS]))
    with pytest.raises(DefinitionError) as refused:
        templates.check_names(known)
    assert (refused.value.key, refused.value.reason) == (key, reason)


def test_fill_in_gives_lists_by_line_and_fields_in_one(tmp_path: Path) -> None:
    own = write_own(
        tmp_path,
        "urging/paper.toml",
        'kind = "{{ period }}"\nrecipients = """\n{% if draft %}\nA  {{ issue }}\n{% endif %}\n\nB\n"""\n'
        'number = "1"\ndate = "1"\nissuer = "1"\nparent = "1"\nfile = "1"\naddressed = "{{ period }}"\n'
        'signature = ""\nbasis = ""\nparties = ""\nannex = "x"',
    )
    write_own(tmp_path, "urging/subject.txt", "V/v\n  {{ period }}\n")
    write_own(tmp_path, "urging/body.md", "{{ period }}")
    filled = load(own).fill_in(ReportKind.URGING, {"period": "a\nb *c*", "draft": True, "issue": 2})
    assert filled.fields["kind"] == "a b *c*"
    assert filled.lists["recipients"] == ("A 2", "B")
    assert filled.lists["addressed"] == ("a b *c*",)
    assert filled.lists["signature"] == ()
    assert filled.subject == "V/v a b *c*"
    assert "*" not in filled.body


def test_locate_finds_the_line_that_says_it(tmp_path: Path) -> None:
    own = write_own(tmp_path, "quarter/body.md", "a\n\n![x](chart:unit)\n")
    found = load(own).locate(ReportKind.QUARTER, DefinitionError("", "chart:unit", "unknown"))
    assert found.path == str(own / "vi/papers/quarter/body.md")
    assert (found.key, found.reason) == ("line 3", "'chart:unit': unknown")


def test_locate_names_the_body_where_no_line_says_it() -> None:
    found = load(NOTIFICATIONS).locate(ReportKind.WEEKLY, DefinitionError("", "chart:x", "unknown"))
    assert found.path == str(NOTIFICATIONS / "vi/papers/weekly/body.md")
    assert (found.key, found.reason) == ("chart:x", "unknown")
