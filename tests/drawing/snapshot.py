"""Owns figures as a report's snapshot has them, for the pictures that are drawn of it."""

from datetime import date, timedelta
from typing import Any

from cchc_workflow.domain.standing import percent

Facts = dict[str, Any]

INDEX: Facts = {
    "points": "67.50",
    "survey_points": "32.50",
    "goal": "85.00",
    "secured": "23.20",
    "expected": "83.92",
    "reachable": "93.70",
    "lost": "6.30",
    "margin": "-1.08",
    "rate": "83.00",
}


def make_unit(name: str, late: int, assigned: int, *, near: bool = False) -> Facts:
    """Return a unit's row with all its tasks in the second quarter."""
    return {
        "code": "X",
        "name": name,
        "late": late,
        "assigned": assigned,
        "percent": str(percent(late, assigned)),
        "flagged": bool(assigned) and late * 100 >= 30 * assigned,
        "near": near,
        "quarters": [
            {"label": "2021-q1", "late": 0, "assigned": 0, "percent": None},
            {"label": "2021-q2", "late": late, "assigned": assigned, "percent": None},
        ],
    }


def make_area(code: str | None, title: str, **over: str | None) -> Facts:
    """Return an area of ten points; general tasks have none."""
    points = {"points": "10", "previous_points": "9.5", "secured": "4", "expected": "7.8"}
    rest = {"reachable": "9.2", "lost": "0.8"}
    return {"code": code, "title": title, **points, **rest, **over}


def make_snapshot(**figures: object) -> Facts:
    """Return a snapshot with every picture's figures; `figures` win."""
    first_on = date(2021, 1, 4)
    burnup = [
        {
            "on": (first_on + timedelta(days=7 * week)).isoformat(),
            "planned": 8 * week,
            "done": 6 * week if week <= 30 else None,
        }
        for week in range(52)
    ]
    months = [
        {"month": month, "due": month, "open": month // 2, "overdue": month // 4} for month in range(1, 13)
    ]
    whole: Facts = {
        "units": [
            make_unit("Chi cục Kiểm lâm", 7, 15),
            make_unit("Văn phòng Sở", 5, 20, near=True),
            make_unit("Thanh tra Sở", 1, 12),
            make_unit("Trung tâm Giống", 0, 0),
        ],
        "areas": [make_area("a", "Chỉ đạo, điều hành"), make_area(None, "", points=None)],
        "index": INDEX,
        "burnup": burnup,
        "months": months,
    }
    return {"rules": {"threshold": 30, "clause": "II.2.2.a1"}, "figures": whole | figures}
