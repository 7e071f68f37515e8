"""Owns `cchc check`: whether all that the program will need is there and sound, before it is needed."""

# Help must not wait for the libraries of the database.

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from cchc_workflow.cli import values
from cchc_workflow.cli.desk import Desk, desk_of
from cchc_workflow.cli.show import print_json
from cchc_workflow.errors import CchcError
from cchc_workflow.words import exit_code, explain, label, say


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what it is, what was found, and the error where it is wrong."""

    name: str
    detail: str
    error: CchcError | None = None


Look = Callable[[], str]
"""Look at one thing and return what to say of it; raises what is wrong."""


def check(
    ctx: typer.Context,
    plan: Annotated[list[str] | None, typer.Option("--plan")] = None,
    as_json: values.Json = False,
) -> None:
    """Check settings, definitions, templates, plans and the database."""
    desk = desk_of(ctx)
    findings = []
    for name, look in _looks(desk, plan or []):
        finding = _look_at(name, look)
        findings.append(finding)
        if not as_json:
            mark = say("check.bad" if finding.error else "check.good")
            typer.echo(f"{mark} {label('check_name', name.partition(':')[0])}: {finding.detail}")
        if name == "settings" and finding.error:
            break
    if as_json:
        print_json(
            [{"check": each.name, "ok": each.error is None, "detail": each.detail} for each in findings]
        )
    wrong = [each.error for each in findings if each.error is not None]
    if wrong:
        raise typer.Exit(exit_code(wrong[0]))


def _look_at(name: str, look: Look) -> Finding:
    try:
        return Finding(name, look())
    except CchcError as error:
        return Finding(name, explain(error), error)


def _looks(desk: Desk, plans: list[str]) -> Iterator[tuple[str, Look]]:
    """Yield what to look at in order; what comes after the settings needs them."""
    yield "settings", lambda: _settings(desk)
    yield "task", lambda: _workflow(desk, "task.toml")
    yield "extension", lambda: _workflow(desk, "extension.toml")
    yield "escalation", lambda: _ladder(desk)
    yield "notices", lambda: _notices(desk)
    yield "calendar", lambda: _calendar(desk)
    yield "templates", lambda: _templates(desk)
    yield "papers", lambda: _papers(desk)
    yield "mail", lambda: _mail(desk)
    for code in plans or _plan_codes(desk):
        yield f"plan:{code}", lambda code=code: _plan(desk, code)  # type: ignore[misc]
    yield "database", lambda: _database(desk)
    yield "pinned", lambda: _pinned(desk)
    yield "health", lambda: _health(desk)


def _settings(desk: Desk) -> str:
    from cchc_workflow.settings import FILE

    file = desk.settings.home / FILE
    return say("check.settings" if file.exists() else "check.no_settings", file=file)


def _folders(desk: Desk, name: str) -> tuple[Path, ...]:
    from cchc_workflow.shipped import roots

    return roots(name, desk.settings.home)


def _messages(desk: Desk) -> frozenset[str]:
    from cchc_workflow.mail.templates import message_names

    return message_names(_folders(desk, "notifications"))


def _file(desk: Desk, name: str) -> Path:
    from cchc_workflow.errors import DefinitionError
    from cchc_workflow.shipped import find

    path = find(_folders(desk, "workflows"), name)
    if path is None:
        raise DefinitionError(name, "", "no such file")
    return path


def _workflow(desk: Desk, name: str) -> str:
    from cchc_workflow.definitions import toml
    from cchc_workflow.definitions.workflow import read_workflow

    path = _file(desk, name)
    workflow = read_workflow(toml.read(path), _messages(desk))
    return say("check.workflow", states=len(workflow.states), actions=len(workflow.actions), path=path)


def _ladder(desk: Desk) -> str:
    from cchc_workflow.definitions import toml
    from cchc_workflow.definitions.ladder import read_ladder

    path = _file(desk, "escalation.toml")
    ladder = read_ladder(toml.read(path), _messages(desk))
    return say("check.ladder", steps=len(ladder.steps), path=path)


def _notices(desk: Desk) -> str:
    from cchc_workflow.definitions import toml
    from cchc_workflow.definitions.notices import read_notices

    path = _file(desk, "notices.toml")
    notices = read_notices(toml.read(path), _messages(desk))
    return say("check.notices", count=len(notices), path=path)


def _calendar(desk: Desk) -> str:
    calendar = desk.calendar
    waiting = calendar.provisional(calendar.first_on, calendar.last_on)
    return say(
        "check.calendar",
        first=calendar.first_on.year,
        last=calendar.last_on.year,
        provisional=len(waiting),
        path=calendar.source,
    )


def _templates(desk: Desk) -> str:
    from cchc_workflow.mail.templates import check_templates

    check_templates(_folders(desk, "notifications"))
    return say("check.templates", count=len(_messages(desk)))


def _papers(desk: Desk) -> str:
    """The rules and the layout of the reports, and every template of a paper on all its samples."""
    from cchc_workflow.bootstrap import open_press
    from cchc_workflow.domain.reporting import ReportKind

    open_press(desk.settings).check()
    return say("check.papers", count=len(ReportKind))


def _mail(desk: Desk) -> str:
    """The addresses and the way out; nothing is connected."""
    from cchc_workflow.bootstrap import open_composer, open_office, open_press, open_sender

    settings = desk.settings
    open_composer(settings, open_office(settings, desk.database), open_press(settings))
    open_sender(settings)
    if settings.mail.redirect_all_to:
        return say("check.mail_redirected", to=settings.mail.redirect_all_to)
    if settings.smtp.host:
        return say("check.mail_smtp", host=settings.smtp.host, port=settings.smtp.port)
    if settings.mail.folder:
        return say("check.mail_folder", folder=settings.mail.folder)
    return say("check.mail_waits")


def _plan_codes(desk: Desk) -> list[str]:
    from cchc_workflow.shipped import listing

    return [Path(path).parent.name for path in listing(_folders(desk, "workflows"), "plans/*/plan.toml")]


def _plan(desk: Desk, code: str) -> str:
    from cchc_workflow.definitions.plan import parse_plan, read_folder
    from cchc_workflow.domain.plan import unfold

    folder = desk.plan_folder(code)
    plan = parse_plan(read_folder(folder), desk.calendar, str(folder))
    return say("check.plan", code=plan.code, duties=len(plan.duties), tasks=len(unfold(plan)))


def _database(desk: Desk) -> str:
    from cchc_workflow.store.schema import check_schema, current

    if current(desk.database) is None:
        return say("check.no_database")
    check_schema(desk.database)
    return say("check.database", url=desk.database.url.render_as_string(hide_password=True))


def _pinned(desk: Desk) -> str:
    """Prove that what running tasks were issued under can still be read and still finds its messages."""
    from cchc_workflow.definitions import toml
    from cchc_workflow.definitions.ladder import read_ladder
    from cchc_workflow.definitions.workflow import read_workflow
    from cchc_workflow.store.details import pinned_definitions
    from cchc_workflow.store.schema import current

    if current(desk.database) is None:
        return say("check.none_pinned")
    messages = _messages(desk)
    with desk.database.read() as tx:
        rows = pinned_definitions(tx)
    for row in rows:
        table = toml.parse(row.text, f"{row.kind} ({say('check.pinned_as', id=row.id)})")
        if row.kind == "ladder":
            read_ladder(table, messages)
        else:
            read_workflow(table, messages)
    return say("check.pinned" if rows else "check.none_pinned", count=len(rows))


def _health(desk: Desk) -> str:
    """What is amiss in the running office is told here, and is no fault of what was checked."""
    from cchc_workflow.bootstrap import open_office
    from cchc_workflow.engine.watch import watch
    from cchc_workflow.store.schema import current

    if current(desk.database) is None:
        return say("check.no_database")
    office = open_office(desk.settings, desk.database)
    alerts = watch(office, desk.clock()).alerts
    since = {each.kind: office.calendar.local(each.since) for each in alerts}
    texts = [say(f"alert.{each.kind}", since=since[each.kind], count=each.count) for each in alerts]
    return "; ".join(texts) or say("check.healthy")
