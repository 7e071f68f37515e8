"""Owns the command `cchc` as tests type it: in an office's folder, on a clock that a test sets."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from typer.testing import CliRunner

from cchc_workflow.bootstrap import open_office
from cchc_workflow.cli.app import app
from cchc_workflow.settings import Settings
from tests.builders import vn

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cchc_workflow.engine.office import Office

DOMAIN = "snnptnt-quang-ngai.example"
HEAD = f"chanhvanphong@{DOMAIN}"
COORDINATOR = f"daumoi.cchc@{DOMAIN}"
VERIFIER = f"thamdinh@{DOMAIN}"
DIRECTOR = f"giamdoc@{DOMAIN}"
HEAD_OF_TCCB = f"truongphong.tccb@{DOMAIN}"

_CLEAN = dict.fromkeys(("CCHC_HOME", "CCHC_AS", "CCHC_DEBUG", "CCHC_DATABASE", "COLUMNS", "FORCE_COLOR"))


@dataclass(frozen=True)
class Answer:
    """What a command left: its exit code, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@dataclass
class Cchc:
    """The command in one office's folder."""

    home: Path
    now: datetime = field(default_factory=lambda: vn(1, 6, 9))
    columns: str | None = None

    def __call__(self, *typed: object, answers: str | None = None) -> Answer:
        return self.raw("--home", self.home, *typed, answers=answers)

    def raw(self, *typed: object, answers: str | None = None) -> Answer:
        """Run the command; `answers` is what is typed when it asks, line by line."""
        runner = CliRunner(env=_CLEAN | {"COLUMNS": self.columns})
        result = runner.invoke(app, [str(each) for each in typed], input=answers, obj=lambda: self.now)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    def office(self) -> Office:
        return open_office(Settings(home=self.home, synchronous="NORMAL"))

    def start(self, code: str, address: str = HEAD) -> None:
        assert self("task", "act", code, "start", "--as", address).code == 0
