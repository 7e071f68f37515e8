from tests.command_line import Cchc


def test_weekly_shows_units_by_their_share(cchc: Cchc) -> None:
    cchc("sweep")
    report = cchc("report", "weekly", "--json").json
    assert report["week"] == "2021-W22"
    assert len(report["units"]) == 16
    page = cchc("report", "weekly").out
    assert page.startswith("Báo cáo tuần 2021-W22, đến ngày 1/6/2021\n")
    totals = report["totals"]
    assert f"{totals['late']} × 100 / {totals['assigned']} = 12,29 %" in page


def test_weekly_without_send_leaves_nothing_behind(cchc: Cchc) -> None:
    before = cchc("outbox", "list", "--json").json
    cchc("report", "weekly")
    assert cchc("outbox", "list", "--json").json == before


def test_weekly_is_sent_once_a_week(cchc: Cchc) -> None:
    first = cchc("report", "weekly", "--send")
    assert first.err == "Đã lập báo cáo và đưa vào hộp thư đi.\n"
    assert "đã lập trước đó" in cchc("report", "weekly", "--send").err
    mails = [row for row in cchc("outbox", "list", "--json").json if row["message"] == "weekly_report"]
    assert "giamdoc@snnptnt-quang-ngai.example" in {row["to"] for row in mails}
