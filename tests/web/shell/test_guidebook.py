"""The user guide: true to the pages, whole, and shown to who is signed in."""

import re
from datetime import date
from pathlib import Path

import pytest
from starlette.routing import BaseRoute, Match
from starlette.testclient import TestClient

from cchc_workflow.domain.people import Role
from cchc_workflow.shipped import shipped
from cchc_workflow.web.app import create_app
from cchc_workflow.web.shell.guidebook import (
    ADDRESS,
    CHAPTERS,
    DEMONSTRATION,
    WRITTEN_FOR,
    make_chapter,
    path_of,
    picture_names,
    read_chapter,
    read_first,
)
from cchc_workflow.web.site import Manner
from cchc_workflow.web.tools import Demo, Tools
from tests.engine.small_office import ADMIN, CHIEF, COORDINATOR, HEAD, ISSUED_AT, SmallOffice
from tests.web.browsers import open_browser
from tests.web.reading import words_of

GUIDE = shipped("guide")
PICTURES = GUIDE / "pictures"
TEXTS = {path.stem: path.read_text("utf-8") for path in GUIDE.glob("*.md")}
MOST_BYTES = 200_000
MOST_TOGETHER = 2_600_000

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)]*)\)")
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]*)\)")
CODE = re.compile(r"`(/[^`]*)`")
ON_A_PAGE = re.compile(r"\*\*(.+?)\*\*")
THRESHOLD = "ngưỡng 30 %", "ngưỡng {line} %"


@pytest.fixture
def browser(small: SmallOffice) -> TestClient:
    return open_browser(small.office, ISSUED_AT, HEAD)


def every_word() -> str:
    """Return all texts that pages, mails and workflows say."""
    said = (path for path in shipped("notifications").rglob("*") if path.suffix in {".toml", ".html"})
    return "\n".join(path.read_text("utf-8") for path in (*said, *shipped("workflows").glob("*.toml")))


def test_chapters_are_the_files() -> None:
    assert set(TEXTS) == set(CHAPTERS)


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapter_links_to_what_is_there(name: str) -> None:
    assert [link for link in LINK.findall(TEXTS[name]) if not (GUIDE / link).is_file()] == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapter_shows_pictures_that_are_there_and_say_what_they_show(name: str) -> None:
    assert [path for path in PICTURE.findall(TEXTS[name]) if not (GUIDE / path).is_file()] == []
    assert "![]" not in TEXTS[name]


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapter_names_buttons_as_the_pages_do(name: str) -> None:
    """What is bold is what stands on a page, to the letter; emphasis is italic."""
    known = every_word()
    bold = [text.rstrip(":.").replace(*THRESHOLD) for text in ON_A_PAGE.findall(TEXTS[name])]
    assert [text for text in bold if text not in known] == []


def test_every_picture_is_shown_and_light() -> None:
    shown = {path for text in TEXTS.values() for path in PICTURE.findall(text)}
    assert shown == {f"pictures/{path.name}" for path in PICTURES.iterdir()}
    sizes = [path.stat().st_size for path in PICTURES.iterdir()]
    assert max(sizes) < MOST_BYTES
    assert sum(sizes) < MOST_TOGETHER


def test_addresses_that_the_guide_names_are_there(small: SmallOffice, tmp_path: Path) -> None:
    demo = Tools(demo=Demo(lambda _: None, date(2021, 12, 31)))
    routes = create_app(small.office, lambda: ISSUED_AT, Manner(mailbox=tmp_path), demo).routes
    named = {path for text in TEXTS.values() for path in CODE.findall(text)}
    assert len(named) > 15
    assert sorted(path for path in named if not leads(routes, path)) == []


def leads(routes: list[BaseRoute], path: str) -> bool:
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    return any(route.matches(scope)[0] is Match.FULL for route in routes)


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapter_is_shown_with_its_links_and_pictures(browser: TestClient, name: str) -> None:
    answer = browser.get(path_of(name))
    assert answer.status_code == 200
    assert f"<h1>{read_chapter(GUIDE, name).title}</h1>" in answer.text
    body = answer.text.partition("guide-text")[2].partition("</section>")[0]
    for address in re.findall(r'(?:href|src)="(/tro-giup[^"#]*)"', body):
        assert browser.get(address).status_code == 200, address
    assert ".md" not in re.sub(r"<code>.*?</code>", "", body)


def test_chapters_lead_on_to_each_other(browser: TestClient) -> None:
    first, last = browser.get(ADDRESS).text, browser.get(path_of(CHAPTERS[-1])).text
    assert f'rel="next" href="{path_of(CHAPTERS[1])}"' in first
    assert 'rel="prev"' not in first
    assert f'rel="prev" href="{path_of(CHAPTERS[-2])}"' in last
    assert 'rel="next"' not in last


def test_picture_is_sent_as_one(browser: TestClient) -> None:
    answer = browser.get(f"{ADDRESS}/pictures/viec-hom-nay.jpg")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.content == (PICTURES / "viec-hom-nay.jpg").read_bytes()


@pytest.mark.parametrize(
    "path",
    ["khong-co", "README", "../README", "..%2FREADME", "pictures/khong-co.jpg", "pictures/..%2FREADME.md"],
)
def test_what_the_guide_does_not_have_is_not_there(browser: TestClient, path: str) -> None:
    assert browser.get(f"{ADDRESS}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "/dau-moi", "/pictures/viec-hom-nay.jpg"])
def test_guide_is_for_people_of_the_office(small: SmallOffice, path: str) -> None:
    answer = open_browser(small.office, ISSUED_AT).get(ADDRESS + path)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/dang-nhap")


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (HEAD, ["Thủ trưởng đơn vị và chuyên viên", "Báo cáo và chấm điểm"]),
        (ADMIN, ["Quản trị"]),
        (COORDINATOR, ["Đầu mối và người thẩm định", "Báo cáo và chấm điểm"]),
        (CHIEF, ["Đầu mối và người thẩm định", "Giám đốc và Chánh Văn phòng", "Báo cáo và chấm điểm"]),
    ],
)
def test_help_names_the_viewers_own_chapters_first(
    small: SmallOffice, person: str, expected: list[str]
) -> None:
    html = open_browser(small.office, ISSUED_AT, person).get("/tro-giup").text
    rows = html.partition('id="book"')[2].partition("</ul>")[0].split("<li>")[1:]
    assert len(rows) == len(CHAPTERS) - 1
    first = [words_of(row).startswith(title) for row, title in zip(rows, expected, strict=False)]
    assert all(first)
    assert [" cho anh/chị " in words_of(row) for row in rows].count(True) == len(expected)


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_chapter(role: Role) -> None:
    assert set(WRITTEN_FOR[role]) <= set(CHAPTERS[1:])
    assert read_first([role], demo=True) == (DEMONSTRATION, *WRITTEN_FOR[role])


def test_read_first_names_each_chapter_once() -> None:
    assert read_first([Role.DIRECTOR, Role.CHIEF_OF_OFFICE]) == ("giam-doc", "bao-cao", "dau-moi")


def test_markdown_can_do_nothing_but_say() -> None:
    text = (
        "# <b>Tên</b>\n\nĐoạn *đầu*\n<i>x</i>.\n\n## <script>alert(1)</script>\n\n<script>alert(2)</script>\n"
        '\n[a](javascript:alert(3)) ![b](javascript:alert(4)) <img src=x onerror=alert(5)> `<u>` ["](a"onx=1)'
    )
    chapter = make_chapter("x", text)
    assert re.findall(r"<(?!/?(?:p|h2|em|code|a)\b)[a-z]+", chapter.html) == []
    assert re.search(r'(?:href|src)="javascript', chapter.html) is None
    assert re.search(r"<[^>]*\sonx", chapter.html) is None
    assert chapter.lead == "Đoạn đầu <i>x</i>."
    assert chapter.sections == (("muc-1", "<script>alert(1)</script>"),)


def test_markdown_leads_to_the_pages() -> None:
    chapter = make_chapter(
        "x",
        "# T\n\nĐ\n\n[a](dau-moi.md#muc-2) [b](README.md) [c](khac.md) `/nhiem-vu/bang` `/l/{token}`\n\n"
        "![h](pictures/h.jpg)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    )
    assert f'href="{ADDRESS}/dau-moi#muc-2"' in chapter.html
    assert f'<a href="{ADDRESS}">b</a>' in chapter.html
    assert 'href="khac.md"' in chapter.html
    assert '<a href="/nhiem-vu/bang"><code>/nhiem-vu/bang</code></a>' in chapter.html
    assert "<code>/l/{token}</code>" in chapter.html
    assert 'href="/l' not in chapter.html
    assert f'src="{ADDRESS}/pictures/h.jpg"' in chapter.html
    assert '<div class="table-box"><table class="table">' in chapter.html


def test_picture_names_are_those_of_the_folder() -> None:
    assert picture_names(GUIDE) == {path.name for path in PICTURES.iterdir()}
