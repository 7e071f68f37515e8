from pathlib import Path

import pytest

from cchc_workflow.errors import SettingsError
from cchc_workflow.settings import FILE, load_settings


def write(home: Path, text: str) -> None:
    (home / FILE).write_text(text, "utf-8")


def test_settings_of_an_empty_folder_are_the_defaults(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings.database_url == f"sqlite:///{(tmp_path / 'cchc.sqlite3').resolve()}"
    assert settings.smtp.host is None


@pytest.mark.parametrize(
    "hours",
    [
        "opens = 18:00:00\ncloses = 07:00:00",
        "opens = 07:30:00\ncloses = 07:30:00",
        "digest_at = 20:00:00",
        "digest_at = 05:00:00",
    ],
)
def test_hours_in_which_nothing_could_leave_are_refused(tmp_path: Path, hours: str) -> None:
    write(tmp_path, f"[hours]\n{hours}\n")
    with pytest.raises(SettingsError) as refused:
        load_settings(tmp_path)
    assert refused.value.key == "hours"


def test_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "[smtp]\nport = 25\n")
    assert load_settings(tmp_path).smtp.port == 25
    monkeypatch.setenv("CCHC_SMTP__PORT", "465")
    assert load_settings(tmp_path).smtp.port == 465
