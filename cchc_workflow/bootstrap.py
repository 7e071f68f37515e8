"""Owns building the program from its settings: the one place where offices, composers and senders are made."""

from collections.abc import Sequence
from pathlib import Path

from cchc_workflow.definitions.calendar import load_calendar
from cchc_workflow.engine.office import Definitions, Hours, Office
from cchc_workflow.errors import DefinitionError
from cchc_workflow.mail.templates import message_names
from cchc_workflow.settings import Settings
from cchc_workflow.shipped import find, roots
from cchc_workflow.store.database import Database


def open_database(settings: Settings) -> Database:
    """Return the database that the settings name; nothing is connected yet."""
    return Database(settings.database_url, synchronous=settings.synchronous)


def open_office(settings: Settings, database: Database | None = None) -> Office:
    """Return the office: every definition in force is read and checked now.

    Raises:
        DefinitionError, SettingsError: what is wrong, with file, key and reason.
    """
    folders = roots("workflows", settings.home)
    return Office(
        database=database or open_database(settings),
        calendar=load_calendar(folders, settings.calendar),
        definitions=read_definitions(folders, roots("notifications", settings.home)),
        hours=Hours(settings.hours.opens, settings.hours.closes, settings.hours.digest_at),
    )


def read_definitions(workflows: Sequence[Path], notifications: Sequence[Path]) -> Definitions:
    """Return the texts of the definition files in force, the office's own before the shipped ones."""
    return Definitions(
        task=_read(workflows, "task.toml"),
        extension=_read(workflows, "extension.toml"),
        ladder=_read(workflows, "escalation.toml"),
        notices=_read(workflows, "notices.toml"),
        messages=message_names(notifications),
    )


def _read(folders: Sequence[Path], name: str) -> tuple[str, str]:
    path = find(folders, name)
    if path is None:
        raise DefinitionError(name, "", "no such file")
    try:
        return path.read_text("utf-8-sig"), str(path)
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError(str(path), "", str(error)) from error
