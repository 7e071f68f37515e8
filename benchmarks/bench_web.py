"""The pages: the table beside a bare one and Django's, ten readers, a search, an action, the first page."""

import gzip
import pickle
import re
import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from benchmarks import web_django
from benchmarks.crowds import grow
from benchmarks.figures import Figure, in_turn, seconds
from benchmarks.offices import issue_real_plan
from benchmarks.web_client import Client, Server, at_once, quantile, serving
from benchmarks.web_page import Page, codes_in, cut
from cchc_workflow.store.database import Database

TABLE = "/nhiem-vu"
TASKS, MANY = 100_000, 1_000_000
UNITS = 100
PAGES = 30
READERS = 10
EACH = 40
ACTIONS = 60
PATHS = (
    TABLE,
    f"{TABLE}?tinh-trang=overdue",
    f"{TABLE}?don-vi=U7&xep=-han",
    f"{TABLE}?trang-thai=in_progress",
    f"{TABLE}?ky=2021-q3",
    f"{TABLE}?tu-khoa=4711",
    f"{TABLE}?xep=ma",
)


SOUGHT = ("4711", "nhiem vu", "kế hoạch", "duong", "dau tu cong")
"""Words of one task, of every grown one, of the real plan, of none; looked for with and without marks."""


def run() -> list[Figure]:
    """Return the figures of the pages."""
    with TemporaryDirectory() as folder:
        base = Path(folder) / "base.sqlite3"
        with closing(Database(f"sqlite:///{base}")) as database:
            issue_real_plan(database)
        return [*_small(base), *_beside_others(base), *_many_readers(base)]


def _beside_others(base: Path) -> list[Figure]:
    grown = _grown(base, TASKS)
    with serving("ours", grown) as server:
        ours = server.connect()
        html = ours.get(TABLE).decode()
        cut_page = base.with_name("page")
        page = cut(html)
        cut_page.write_bytes(pickle.dumps(page))
        figures = []
        with serving("bare", grown, cut_page) as other:
            figures.append(_ratio("bare Starlette, Core and Jinja2", ours, other.connect(), page, 0.5))
        if web_django.is_there():
            with serving("django", grown, cut_page) as other:
                figures.append(_ratio("Django", ours, other.connect(), page, 2))
        else:
            print("no Django here: the table is not measured beside its page (pip install django)")
        return [*figures, _search(ours)]


def _search(client: Client) -> Figure:
    """The slowest of several searches, each the median of some."""
    times = {}
    for sought in SOUGHT:
        path = f"/tim?{urlencode({'q': sought})}"
        client.get(path)
        times[sought] = median(seconds(partial(client.get, path)) for _ in range(9))
    detail = ", ".join(f"{sought!r} {time * 1e3:.0f} ms" for sought, time in times.items())
    name = f"the search over {TASKS:,} tasks"
    return Figure(name, max(times.values()) * 1e3, 50, "ms", at_most=True, detail=detail)


def _ratio(name: str, ours: Client, other: Client, page: Page, target: float) -> Figure:
    """Each asks for the page over one kept connection; the other's answer must be the same page."""
    theirs = other.get(TABLE).decode()
    assert codes_in(theirs) == page.codes
    assert abs(len(theirs) - page.size) < page.size / 50, (len(theirs), page.size)
    own, base, ratio = in_turn(
        lambda: [ours.get(TABLE) for _ in range(PAGES)], lambda: [other.get(TABLE) for _ in range(PAGES)], 9
    )
    detail = f"{own / PAGES * 1e3:.1f} ms, {name} {base / PAGES * 1e3:.1f} ms; {TASKS:,} tasks, {UNITS} units"
    return Figure(f"the table of 50 rows, over {name}", ratio, target, detail=detail)


def _many_readers(base: Path) -> list[Figure]:
    with serving("ours", _grown(base, MANY)) as server:
        for path in PATHS:
            server.connect().get(path)
        times = at_once(server, READERS, PATHS, EACH)
    middle, worst = quantile(times, 0.5) * 1e3, max(times) * 1e3
    detail = f"median {middle:.0f} ms, worst {worst:.0f} ms, {len(times)} pages"
    name = f"the table at 1 M tasks, {READERS} readers, p95"
    return [Figure(name, quantile(times, 0.95) * 1e3, 100, "ms", at_most=True, detail=detail)]


def _small(base: Path) -> list[Figure]:
    database = base.with_name("small.sqlite3")
    shutil.copy(base, database)
    with serving("ours", database) as server:
        return [_action(server, database), _first_page(server.connect(nobody=True))]


def _action(server: Server, database: Path) -> Figure:
    """From the form to the page that shows what became of the task, as a browser without scripts does it."""
    client = server.connect()
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute(
            "SELECT id, lead_unit_id, version FROM task WHERE state = 'assigned'"
        ).fetchall()
    tasks = [task for task in found if str(task[1]) in server.cookies][:ACTIONS]
    assert len(tasks) == ACTIONS
    posts = [seconds(partial(_start, client, *task)) for task in tasks]
    detail = f"median {quantile(posts, 0.5) * 1e3:.0f} ms, {len(posts)} actions, each durable"
    name = "an action, from the form to the next page, p95"
    return Figure(name, quantile(posts, 0.95) * 1e3, 150, "ms", at_most=True, detail=detail)


def _start(client: Client, task_id: int, unit_id: int, version: int) -> None:
    unit = str(unit_id)
    page = client.post(f"/viec/{task_id}/lam/start", unit, version=str(version))
    client.get(page, who=unit)


def _first_page(client: Client) -> Figure:
    """All that the sign-in page names, zipped as it is sent; fonts as far as it asks for them at once."""
    html, size = _fetch(client, "/dang-nhap")
    found = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', html))
    sizes = {path: _fetch(client, path)[1] for path in found}
    names = {path: path.partition("?")[0].rpartition("/")[2] for path in sizes}
    detail = ", ".join(f"{names[path]} {part / 1024:.0f}" for path, part in sizes.items())
    total = (size + sum(sizes.values())) / 1024
    return Figure("the first page over the wire", total, 200, "KiB", at_most=True, detail=detail)


def _fetch(client: Client, path: str) -> tuple[str, int]:
    content = client.get(path, {"Accept-Encoding": "gzip"})
    zipped = content.startswith(b"\x1f\x8b")
    return (gzip.decompress(content) if zipped else content).decode("utf-8", "replace"), len(content)


def _grown(base: Path, tasks: int) -> Path:
    grown = base.with_name(f"{tasks}.sqlite3")
    shutil.copy(base, grown)
    grow(grown, tasks, UNITS)
    return grown


if __name__ == "__main__":
    from benchmarks.figures import show

    show(run())
