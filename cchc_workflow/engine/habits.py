"""Owns how diligent the units of a rehearsal are and what people then write; it draws, and decides nothing.

Everything is drawn from (seed, what it is about), so one seed always gives one year.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Habits:
    """How a unit works. Shares are of 1, `slips` in working days.

    Attributes:
        late: the share of its tasks that it would report after the deadline.
        slips: by how many days at most.
        asks: of those, the share for which it asks for more time beforehand.
        leaves: of those, the share that it never finishes of its own accord.
    """

    late: float
    slips: int
    asks: float
    leaves: float


PROFILES = (
    (0.30, Habits(late=0.03, slips=5, asks=0.8, leaves=0.0)),
    (0.70, Habits(late=0.14, slips=15, asks=0.5, leaves=0.02)),
    (0.88, Habits(late=0.32, slips=30, asks=0.3, leaves=0.08)),
    (1.00, Habits(late=0.62, slips=45, asks=0.15, leaves=0.15)),
)
"""(share of the units that are at most so slow, their habits): punctual, ordinary, slow, very slow."""

RETURNED = 0.05
"""The share of the reports that are returned."""
REFUSED = 0.25
"""The share of the requests for more time that are rejected."""
FORGOTTEN = 0.03
"""The share of the reports that are first made without evidence."""
SHORT = 0.5
"""The share of the reports of a quantified task that are first made below its target."""
GIVEN = 0.4
"""The share of its tasks that a unit gives to an officer, where it has any."""
EXCUSED = 0.15
"""The share of the delays that have an objective cause."""
RESCUED = 0.4
"""The share of the late tasks for which a flagged unit asks for more time at last."""
PULLED = 0.75
"""The share of the late tasks that are finished in time after all once more time was granted."""

TEXTS: Mapping[str, tuple[str, ...]] = {
    "return": (
        "Báo cáo chưa nêu kết quả cụ thể, đề nghị bổ sung số liệu",
        "Tài liệu kiểm chứng chưa khớp với nội dung báo cáo",
        "Chưa có chữ ký của thủ trưởng đơn vị",
    ),
    "request_extension": (
        "Chờ ý kiến của cơ quan phối hợp",
        "Phải tổng hợp bổ sung số liệu từ cơ sở",
        "Tập trung nhân lực cho nhiệm vụ đột xuất được giao",
    ),
    "approve_extension": ("Đồng ý; đề nghị đơn vị hoàn thành đúng thời hạn mới",),
    "reject_extension": ("Nhiệm vụ đã giao từ đầu năm, đề nghị khẩn trương hoàn thành",),
    "suspend": ("Chờ văn bản hướng dẫn của cấp trên",),
    "resume": ("Đã có văn bản hướng dẫn",),
    "excuse": ("Chậm do văn bản hướng dẫn của cấp trên ban hành muộn",),
}
"""The usual reasons by action."""


def draw(seed: int, *about: object) -> float:
    """Return a number from 0 to below 1 that depends on the seed and on what it is about alone."""
    text = "\n".join(map(str, (seed, *about)))
    return int.from_bytes(sha256(text.encode()).digest()[:6]) / 2**48


def habits_of(seed: int, units: Mapping[int, str]) -> Mapping[int, Habits]:
    """Return the habits of each unit (its code by key): ranked by a draw, so that each kind is there."""
    ranked = sorted(units, key=lambda unit_id: draw(seed, "unit", units[unit_id]))
    return {
        unit_id: next(habits for share, habits in PROFILES if rank + 0.5 < share * len(ranked))
        for rank, unit_id in enumerate(ranked)
    }
