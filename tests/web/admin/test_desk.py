from datetime import date
from types import SimpleNamespace

import pytest

from cchc_workflow.errors import ConflictError, DefinitionError, IncompleteError, NotFoundError
from cchc_workflow.web.admin.desk import deed_of, own_home, read_day, refusal_of, reload
from cchc_workflow.web.site import Site
from cchc_workflow.web.tools import NO_TOOLS, Tools
from tests.web.admin.house import House


@pytest.mark.parametrize(
    ("text", "day"),
    [("", None), ("  ", None), ("2021-06-30", date(2021, 6, 30)), (" 2021-06-30 ", date(2021, 6, 30))],
)
def test_read_day_reads_what_a_browser_sends(text: str, day: date | None) -> None:
    assert read_day(text, "appoint") == day


@pytest.mark.parametrize(
    "text", ["30/6/2021", "2021-02-30", "<script>", "0000-00-00", "0001-01-01", "9999-12-31", "9" * 20]
)
def test_read_day_refuses_what_is_none(text: str) -> None:
    with pytest.raises(IncompleteError):
        read_day(text, "appoint")


def test_refusal_is_a_sentence_with_a_status() -> None:
    refusal = refusal_of(ConflictError("person", "a@so.example"))
    assert (refusal.said, refusal.status) == ("Địa chỉ a@so.example đã có người dùng.", 409)


def test_refusal_of_a_template_names_the_line() -> None:
    error = DefinitionError("vi/reminder/body.txt", "line 12", "unknown name 'x'; did you mean 'on'?")
    assert refusal_of(error).said == "vi/reminder/body.txt, dòng 12: không có tên “x”; có phải “on”?"
    assert "mục “soon”" in refusal_of(DefinitionError("escalation.toml", "soon", "missing")).said


def test_only_a_program_with_a_folder_changes_files(house: House) -> None:
    site: Site = house.browser().app.state.site  # type: ignore[attr-defined]
    assert own_home(site) == house.home
    for tools in (NO_TOOLS, Tools(home=house.home)):
        without = Site(site.office, site.now, site.pages, site.manner, tools)
        with pytest.raises(NotFoundError):
            own_home(without)
        reload(without)


def test_deed_names_who_and_when(house: House) -> None:
    viewer = SimpleNamespace(actor=house.person("quantri@so.example"), now=house.program.clock())
    deed = deed_of(viewer)  # type: ignore[arg-type]
    assert (deed.actor, deed.now) == (viewer.actor, viewer.now)
