import pytest
from sqlalchemy import text

from cchc_workflow.words import FAULTS_FOUND
from tests.command_line import Cchc


def test_sound_history_is_proved(cchc: Cchc) -> None:
    answer = cchc("verify")
    sound = "Lịch sử nguyên vẹn: 417 nhiệm vụ, 417 sự kiện, 0 mốc xác nhận hằng ngày, 2 mục nhật ký.\n"
    assert (answer.code, answer.out) == (0, sound)
    assert cchc("verify", "--json").json["faults"] == []


@pytest.mark.parametrize(
    ("change", "kind", "said"),
    [
        ("UPDATE event SET data = '{}' WHERE task_id = 1", "chain", "N1: sự kiện số 1 không khớp"),
        ("UPDATE task SET state = 'verified' WHERE id = 1", "state", "N1: trạng thái của nhiệm vụ khác"),
        ("UPDATE task SET due_on = '2021-12-31' WHERE id = 1", "field", "N1: “due_on” của nhiệm vụ khác"),
        ("DELETE FROM event WHERE task_id = 1", "head", "N1: số sự kiện"),
    ],
)
def test_changed_history_is_found(cchc: Cchc, change: str, kind: str, said: str) -> None:
    office = cchc.office()
    with office.database.begin() as tx:
        tx.run(text(change))
    office.database.close()
    answer = cchc("verify")
    assert answer.code == FAULTS_FOUND
    assert said in answer.out
    assert [fault["kind"] for fault in cchc("verify", "--json").json["faults"]] == [kind]
