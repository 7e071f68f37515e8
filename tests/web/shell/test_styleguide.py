import re

import pytest

from cchc_workflow.domain.timeliness import Timeliness
from cchc_workflow.web.pages import STATIC, TEMPLATES, opening
from cchc_workflow.words import say
from tests.engine.small_office import HEAD, ISSUED_AT, SmallOffice
from tests.web.browsers import open_browser
from tests.web.reading import words_of


@pytest.mark.parametrize("who", [None, HEAD])
def test_guide_is_open_to_everybody(small: SmallOffice, who: str | None) -> None:
    answer = open_browser(small.office, ISSUED_AT, who).get("/styleguide")
    assert answer.status_code == 200
    assert "Mẫu trình bày" in answer.text


def test_guide_shows_every_timeliness_in_words_and_with_a_sign(small: SmallOffice) -> None:
    html = open_browser(small.office, ISSUED_AT).get("/styleguide").text
    for name in Timeliness:
        assert opening(say(f"timeliness.{name}")) in words_of(html)
    marks = re.findall(r'<span class="mark \w+">(<svg[^>]*><use href="[^"]+#[\w-]+"/></svg>)?', html)
    assert all(marks[: len(Timeliness)])


def test_guide_uses_every_macro(small: SmallOffice) -> None:
    macros = set(re.findall(r"{% macro ([a-z]\w*)\(", (TEMPLATES / "_ui.html").read_text("utf-8")))
    shown = (TEMPLATES / "shell/styleguide.html").read_text("utf-8")
    inner = {"attributes", "icon", "moment", "long_day", "pager"}
    assert [name for name in sorted(macros - inner) if f"ui.{name}(" not in shown] == []


def test_every_sentence_of_the_guide_is_in_the_catalogue(small: SmallOffice) -> None:
    assert not re.search(
        r"\b(styleguide|shell|nav)\.[a-z_]+\b", open_browser(small.office, ISSUED_AT).get("/styleguide").text
    )


def test_every_icon_named_in_the_frame_is_in_the_drawing() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    named: set[str] = set()
    for path in TEMPLATES.rglob("*.html"):
        named.update(re.findall(r"""icon\(["']([\w-]+)["']""", path.read_text("utf-8")))
    assert sorted(named - drawn) == [], "run .ci/vendor"
