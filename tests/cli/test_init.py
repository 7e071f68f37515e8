import tomllib
from typing import Any

from cchc_workflow.cli.init import setting_names, settings_text, show_default
from cchc_workflow.settings import Settings, load_settings
from tests.command_line import Cchc


def test_init_makes_a_folder_that_works(bare: Cchc) -> None:
    answer = bare.raw("init", bare.home, "--plan", "snnptnt-quang-ngai-2021")
    assert answer.code == 0
    assert "cchc plan issue snnptnt-quang-ngai-2021" not in answer.err
    assert f"cchc --home {bare.home} plan issue snnptnt-quang-ngai-2021" in answer.out
    assert {path.name for path in bare.home.iterdir()} >= {"cchc.toml", "cchc.sqlite3"}
    assert bare("check").code == 0
    assert bare("plan", "list", "--json").json[0]["state"] == "draft"


def test_init_twice_keeps_what_is_there(bare: Cchc) -> None:
    bare("init")
    (bare.home / "cchc.toml").write_text("[smtp]\nport = 25\n", "utf-8")
    answer = bare("init")
    assert answer.code == 0
    assert "Giữ nguyên" in answer.err
    assert load_settings(bare.home).smtp.port == 25


def test_settings_file_gives_every_default_as_a_remark(bare: Cchc) -> None:
    bare("init")
    text = (bare.home / "cchc.toml").read_text("utf-8")
    assert text == settings_text()
    assert load_settings(bare.home) == Settings(home=bare.home)


def test_settings_file_without_remarks_is_valid_and_says_the_defaults(bare: Cchc) -> None:
    lines = [
        line.removeprefix("# ") if " = " in line and line.startswith("# ") else line
        for line in settings_text().splitlines()
    ]
    given = tomllib.loads("\n".join(line for line in lines if " = " in line or line.startswith("[")))
    bare.home.mkdir()
    for name, field in setting_names():
        value: Any = given
        for part in name.split("."):
            value = value[part]
        if show_default(field):
            assert str(value).rstrip("/") == str(field.get_default(call_default_factory=True)).rstrip("/"), (
                name
            )


def test_setting_names_are_those_of_the_file() -> None:
    names = [name for name, _ in setting_names()]
    assert names[:2] == ["database", "synchronous"]
    assert "smtp.ca_file" in names
    assert "home" not in names
