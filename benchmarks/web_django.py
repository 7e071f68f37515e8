"""Owns the same page by Django, where that is installed: its models, templates and usual middleware."""

from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.web_bare import MOST_COUNTED
from benchmarks.web_page import ROWS, Page

MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)


def is_there() -> bool:
    """Tell whether Django is installed: it is no requirement of ours."""
    return find_spec("django") is not None


def make_app(database: Path, page: Page, on: date) -> Any:  # noqa: ANN401 - Django ships no types
    """Return an ASGI application of this one page, as it is on the day `on`."""
    _configure(database)
    task_model, unit_model = _make_models()
    mark_safe = import_module("django.utils.safestring").mark_safe
    areas = {code: mark_safe(cell) for code, cell in page.areas.items()}
    cells = (mark_safe(page.state), mark_safe(page.timeliness))
    template = import_module("django.template").engines["django"].from_string(page.for_django)
    respond = import_module("django.http").HttpResponse

    def show(request: object) -> object:
        found = task_model.objects.filter(organization_id=1)
        dated = found.filter(due_on__isnull=False).order_by("due_on", "id")
        tasks = list(dated.select_related("lead_unit", "area")[: ROWS + 1])
        rows = [_row(task, areas, cells, on) for task in tasks[:ROWS]]
        units = [
            (unit.code, unit.name) for unit in unit_model.objects.filter(organization_id=1).order_by("id")
        ]
        found[: MOST_COUNTED + 1].count()
        return respond(template.render({"rows": rows, "units": units}, request))

    _Routes.urlpatterns.append(import_module("django.urls").path("nhiem-vu", show))
    return import_module("django.core.asgi").get_asgi_application()


class _Routes:
    """What Django takes for the module of its addresses."""

    urlpatterns: list[Any] = []  # noqa: RUF012 - a module's global to Django


def _configure(database: Path) -> None:
    engine = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database), "CONN_MAX_AGE": None}
    import_module("django.conf").settings.configure(
        ALLOWED_HOSTS=["*"],
        DATABASES={"default": engine},
        MIDDLEWARE=MIDDLEWARE,
        ROOT_URLCONF=_Routes,
        SECRET_KEY="of a benchmark",  # noqa: S106 - guards nothing
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        USE_TZ=True,
    )
    import_module("django").setup()


def _make_models() -> tuple[Any, Any]:
    """Return the models of a task and of a unit, with the columns that the page shows."""
    models = import_module("django.db.models")
    text, number, day = models.TextField, models.IntegerField, models.DateField

    def make(called: str, fields: dict[str, Any]) -> Any:  # noqa: ANN401
        meta = type("Meta", (), {"db_table": called.lower(), "managed": False, "app_label": "page"})
        return type(called, (models.Model,), {"__module__": __name__, "Meta": meta, **fields})

    unit = make("Unit", {"organization_id": number(), "code": text(), "name": text()})
    area = make("Area", {"code": text()})
    fields = {name: text() for name in ("code", "title", "state", "phase")}
    fields |= {name: number() for name in ("organization_id", "version")}
    fields |= {name: day(null=True) for name in ("due_on", "reported_on")}
    fields["lead_unit"] = models.ForeignKey(unit, models.DO_NOTHING)
    fields["area"] = models.ForeignKey(area, models.DO_NOTHING, null=True)
    return make("Task", fields), unit


def _row(task: Any, areas: dict[str, Any], cells: tuple[Any, Any], on: date) -> tuple[object, ...]:  # noqa: ANN401
    return (
        "late" if task.due_on < on else "",
        task.id,
        task.version,
        task.code,
        f"/nhiem-vu/{task.code}",
        task.title,
        task.lead_unit.name,
        areas[task.area.code if task.area else ""],
        *cells,
        task.due_on.isoformat(),
        f"{task.due_on.day}/{task.due_on.month}/{task.due_on.year}",
        f"quá {(on - task.due_on).days} ngày",
    )
