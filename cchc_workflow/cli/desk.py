"""Owns what every command works with: the office's folder, its settings, the open office, the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cchc_workflow.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import typer

    from cchc_workflow.domain.calendar import WorkCalendar
    from cchc_workflow.domain.people import Actor, Scope
    from cchc_workflow.engine.office import Office
    from cchc_workflow.settings import Settings
    from cchc_workflow.store.database import Database, Transaction


def real_time() -> datetime:
    """Return the instant, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, eq=False)
class Desk:
    """The office as one command sees it; everything is opened when it is first asked for."""

    home: Path | None = None
    organization_code: str | None = None
    clock: Callable[[], datetime] = real_time

    @cached_property
    def settings(self) -> Settings:
        """Return the settings in force.

        Raises:
            SettingsError: one of them is wrong.
        """
        from cchc_workflow.settings import load_settings

        return load_settings(self.home)

    @cached_property
    def database(self) -> Database:
        """Return the database, which may not exist yet."""
        from cchc_workflow.bootstrap import open_database

        return open_database(self.settings)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """Return the calendar in force.

        Raises:
            DefinitionError: it is wrong, with file, key and reason.
        """
        from cchc_workflow.definitions.calendar import load_calendar
        from cchc_workflow.shipped import roots

        return load_calendar(roots("workflows", self.settings.home), self.settings.calendar)

    @cached_property
    def office(self) -> Office:
        """Return the office on a database that has this program's schema.

        Raises:
            StorageError: there is no database, or it is of another version.
            DefinitionError, SettingsError: what is wrong, with file, key and reason.
        """
        from cchc_workflow.bootstrap import open_office
        from cchc_workflow.store.schema import check_schema

        check_schema(self.database)
        return open_office(self.settings, self.database)

    def close(self) -> None:
        """Close the database, if it was opened."""
        if "database" in vars(self):
            self.database.close()

    def organization(self, tx: Transaction) -> Any:  # noqa: ANN401 - a row
        """Return the organization's row: the one that was named, else the only one.

        Raises:
            NotFoundError: there is none, or several and none was named.
        """
        from cchc_workflow.store.people import read_organizations

        rows = read_organizations(tx)
        if self.organization_code is not None:
            rows = [row for row in rows if row.code == self.organization_code]
            if not rows:
                raise NotFoundError("organization", self.organization_code)
        if not rows:
            raise NotFoundError("any_plan", "")
        if len(rows) > 1:
            raise NotFoundError("several_organizations", ", ".join(row.code for row in rows))
        return rows[0]

    def plan(self, tx: Transaction, code: str | None) -> Any:  # noqa: ANN401 - a row
        """Return the plan's row: the one that is named, else the running one of today, else the newest.

        Raises:
            NotFoundError: there is no such plan, or none was issued.
        """
        from cchc_workflow.engine.plan_choice import pick_plan
        from cchc_workflow.store.plans import find_plan, read_plans

        organization_id = self.organization(tx).id
        if code is not None:
            return find_plan(tx, organization_id, code)
        found = pick_plan(read_plans(tx, organization_id), None, self.office.today(self.clock()))
        if found is None:
            raise NotFoundError("running_plan", "")
        return found

    def plan_folder(self, name: str) -> Path:
        """Return a plan's folder: a path as typed, else the plan of this code in `workflows/plans/`.

        Raises:
            NotFoundError: there is neither.
        """
        from pathlib import Path

        from cchc_workflow.shipped import find, roots

        typed = Path(name)
        if (typed / "plan.toml").is_file():
            return typed
        found = find(roots("workflows", self.settings.home), f"plans/{name}/plan.toml")
        if found is None:
            raise NotFoundError("plan_folder", name)
        return found.parent

    def actor(self, tx: Transaction, address: str) -> Actor:
        """Return who acts, with the roles that they hold today.

        Raises:
            NotFoundError: nobody has this address.
        """
        from cchc_workflow.store.people import find_actor

        return find_actor(tx, self.organization(tx).id, address, self.office.today(self.clock()))

    def scope(self, tx: Transaction, address: str | None) -> Scope:
        """Return what a listing shows: what `address` may see, else all of the organization.

        Whoever can run commands on the server holds the database anyway; without an address they see all.
        """
        from cchc_workflow.domain.people import Scope, scope_of

        if address is not None:
            return scope_of(self.actor(tx, address))
        return Scope(self.organization(tx).id)


def desk_of(ctx: typer.Context) -> Desk:
    """Return the desk that the root command laid out."""
    desk = ctx.find_object(Desk)
    if desk is None:
        raise AssertionError("the root command makes the desk")
    return desk
