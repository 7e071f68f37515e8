import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from cchc_workflow.errors import DefinitionError
from cchc_workflow.mail.facts import Site, read_facts
from cchc_workflow.mail.filters import KINDS
from cchc_workflow.mail.templates import Templates, check_templates, message_names
from cchc_workflow.shipped import shipped

SHIPPED = shipped("notifications")
PERSON = {"name": "Giám đốc <Sở> & cộng sự", "address": "giamdoc@so.example"}
OFFICE = {"name": "Sở", "parent_name": "UBND TỈNH"}
Override = Callable[[str, str], tuple[Path, ...]]


@pytest.fixture
def override(tmp_path: Path) -> Override:
    """Give a function that puts a file into the office's own folder and returns the folders to look in."""

    def put(name: str, text: str) -> tuple[Path, ...]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return (tmp_path, SHIPPED)

    return put


def facts_of(message: str, case: str) -> dict[str, object]:
    samples = json.loads((SHIPPED / "samples" / f"{message}.json").read_text("utf-8"))
    return read_facts(samples[case], PERSON, OFFICE, Site("https://cchc.so.example"))


def refusal(folders: tuple[Path, ...]) -> DefinitionError:
    with pytest.raises(DefinitionError) as caught:
        check_templates(folders)
    return caught.value


def test_message_names_are_the_kinds_and_the_digest() -> None:
    assert message_names([SHIPPED]) == frozenset(KINDS) | {"digest", "password_link", "report"}


def test_message_names_need_all_three_files(tmp_path: Path) -> None:
    for name in ("vi/thieu/subject.txt", "vi/thieu/body.txt", "vi/chia/subject.txt"):
        (tmp_path / "own" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "own" / name).write_text("x")
    for name in ("vi/chia/body.txt", "vi/chia/body.html"):
        (tmp_path / "shipped" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "shipped" / name).write_text("x")
    assert message_names([tmp_path / "own", tmp_path / "shipped"]) == {"chia"}


def test_names_are_those_that_can_be_rendered() -> None:
    assert Templates([SHIPPED]).names == message_names([SHIPPED])


def test_html_is_escaped_and_text_is_not() -> None:
    rendered = Templates([SHIPPED]).render("overdue", facts_of("overdue", "one"))
    assert "Giám đốc <Sở> & cộng sự" in rendered.text
    assert "Giám đốc &lt;Sở&gt; &amp; cộng sự" in rendered.html
    assert "<Sở>" not in rendered.html


def test_phrases_of_a_text_are_escaped_where_html_imports_them(override: Override) -> None:
    override("vi/_phrases.txt", "{% macro hail(name) %}Chào {{ name }}{% endmacro %}")
    override("vi/rieng/subject.txt", "x")
    for part in ("body.txt", "body.html"):
        text = '{% import "vi/_phrases.txt" as say %}{{ say.hail(person.name) }}'
        folders = override(f"vi/rieng/{part}", text)
    rendered = Templates(folders).render("rieng", facts_of("overdue", "one"))
    assert rendered.text == "Chào Giám đốc <Sở> & cộng sự\n"
    assert rendered.html == "Chào Giám đốc &lt;Sở&gt; &amp; cộng sự"


def test_override_wins_file_by_file(override: Override) -> None:
    templates = Templates(override("vi/overdue/subject.txt", "Của cơ quan: {{ items[0].task.code }}\n"))
    rendered = templates.render("overdue", facts_of("overdue", "one"))
    assert rendered.subject == "Của cơ quan: T2/CCKL/H1"
    assert "Của cơ quan: T2/CCKL/H1</title>" in rendered.html
    assert "Đề nghị đơn vị khẩn trương hoàn thành" in rendered.text


def test_override_of_words_wins(override: Override) -> None:
    words = (SHIPPED / "vi/words.toml").read_text("utf-8").replace("Tạm dừng nhiệm vụ", "Hoãn nhiệm vụ")
    rendered = Templates(override("vi/words.toml", words)).render("changed", facts_of("changed", "suspended"))
    assert rendered.subject.startswith("Hoãn nhiệm vụ “")


def test_files_are_read_once(override: Override) -> None:
    templates = Templates(override("vi/overdue/subject.txt", "Trước"))
    override("vi/overdue/subject.txt", "Sau")
    assert templates.render("overdue", facts_of("overdue", "one")).subject == "Trước"


def test_render_refuses_an_undefined_name(override: Override) -> None:
    templates = Templates(override("vi/overdue/subject.txt", "{{ items[0].task.titel }}"))
    with pytest.raises(UndefinedError, match="titel"):
        templates.render("overdue", facts_of("overdue", "one"))


def test_a_key_wins_over_a_method_of_dict(override: Override) -> None:
    templates = Templates(override("vi/overdue/subject.txt", "{{ items[0].task.values }}"))
    facts = facts_of("overdue", "one")
    facts["items"] = [{"task": {"values": "khóa"}}]
    assert templates.environment.from_string("{{ items[0].task.values }}").render(facts) == "khóa"


def test_shipped_templates_pass() -> None:
    check_templates([SHIPPED])


@pytest.mark.parametrize(
    ("name", "text", "line", "reason"),
    [
        (
            "vi/overdue/subject.txt",
            "a\n{{ persn.name }}",
            "line 2",
            "unknown name 'persn'; did you mean 'person'?",
        ),
        ("vi/overdue/subject.txt", "{% if items | length > 99 %}{{ itms }}{% endif %}x", "line 1", "'itms'"),
        ("vi/_phrases.txt", "{% macro named(task) %}{{ tsk.title }}{% endmacro %}", "line 1", "'tsk'"),
        ("vi/overdue/subject.txt", "{{ items[0].task.titel }}", "line 1", "'titel' (sample 'one')"),
        ("vi/overdue/body.html", "\n\n{{ person.phone }}", "line 3", "no attribute 'phone'"),
        ("vi/overdue/body.txt", "{% if %}", "line 1", "Expected an expression"),
        ("vi/overdue/body.txt", "\n{% endfor %}", "line 2", "Encountered unknown tag 'endfor'"),
        ("vi/overdue/body.txt", "{{ on | ngay }}", "line 1", "No filter named 'ngay'"),
        ("vi/overdue/body.html", '{% extends "vi/_leter.html" %}', "line 1", "vi/_leter.html"),
        ("vi/overdue/subject.txt", "{{ items[0].task.title | date_vi }}", "line 1", "ValueError"),
        ("vi/overdue/subject.txt", "Về việc\nchậm", "", "must be one line (sample 'one')"),
        ("vi/overdue/subject.txt", " \n", "", "must be one line (sample 'one')"),
        ("samples/overdue.json", '{"one":\n', "line 2", "Expecting value"),
        ("samples/overdue.json", "{}", "", "must hold facts by the name of the case"),
        ("samples/overdue.json", "[1]", "", "must hold facts by the name of the case"),
        ("samples/overdue.json", '{"one": {"on": "2021-06-15"}}', "one", "KeyError: 'items'"),
        ("samples/overdue.json", '{"one": {"items": [], "on": "2021-06-15"}}', "one", "KeyError: 'items'"),
        ("vi/words.toml", "[state]\nassigned = 1\n", "state.assigned", "must be a string"),
        ("vi/words.toml", "[states]\nassigned = 'x'\n", "states", "unknown key 'states'"),
    ],
)
def test_check_names_file_line_and_reason(
    override: Override, tmp_path: Path, name: str, text: str, line: str, reason: str
) -> None:
    error = refusal(override(name, text))
    assert error.path == str(tmp_path / name)
    assert error.key == line
    assert reason in error.reason


def test_check_misses_a_file_of_a_message_begun(override: Override) -> None:
    error = refusal(override("vi/rieng/subject.txt", "x"))
    assert (error.path, error.reason) == ("vi/rieng/body.txt", "no such file")


def test_check_wants_samples_of_a_message_of_the_office(override: Override) -> None:
    for part in ("subject.txt", "body.txt", "body.html"):
        folders = override(f"vi/rieng/{part}", "x")
    assert refusal(folders).path == "samples/rieng.json"
    check_templates(override("samples/rieng.json", '{"one": {"items": [{}], "on": "2021-06-15"}}'))


def test_check_refuses_bytes_that_are_not_utf8(override: Override, tmp_path: Path) -> None:
    folders = override("vi/overdue/body.txt", "")
    (tmp_path / "vi/overdue/body.txt").write_bytes(b"\xff\xfe")
    assert refusal(folders).path == str(tmp_path / "vi/overdue/body.txt")


def test_templates_without_words_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"vi/words\.toml"):
        Templates([tmp_path])


def test_reload_takes_up_what_changed_and_nothing_that_is_wrong(override: Override) -> None:
    folders = override("vi/overdue/subject.txt", "Trước")
    templates = Templates(folders)
    override("vi/overdue/subject.txt", "Sau")
    templates.reload(folders)
    assert templates.render("overdue", facts_of("overdue", "one")).subject == "Sau"
    override("vi/overdue/subject.txt", "{% if %}")
    with pytest.raises(DefinitionError):
        templates.reload(folders)
    assert templates.render("overdue", facts_of("overdue", "one")).subject == "Sau"


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ link.__globals__ }}",
        "{{ items.__class__.__base__.__subclasses__() }}",
        "{{ '{0.__class__}'.format(items) }}",
        "{{ items | map(attribute='__class__') | first }}",
    ],
)
def test_template_reaches_nothing_but_what_a_mail_may_say(override: Override, text: str) -> None:
    templates = Templates(override("vi/overdue/subject.txt", text))
    with pytest.raises((SecurityError, UndefinedError)):
        templates.render("overdue", facts_of("overdue", "one"))
