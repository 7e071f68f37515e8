from cchc_workflow.drawing.legend import LINE, Key, draw_legend
from cchc_workflow.drawing.svg import Look, Sheet
from tests.drawing.seen import assert_inside, hatched, texts


def test_keys_stand_side_by_side_until_the_line_is_full() -> None:
    sheet = Sheet("x", Look(312))
    keys = [Key(f"chú giải số {number}", colour="bed") for number in range(6)]
    foot = draw_legend(sheet, 10, keys)
    picture = sheet.finish(foot, "", "")
    assert foot == 10 + 2 * LINE
    assert texts(picture) == [key.words for key in keys]
    assert_inside(picture)


def test_every_kind_of_key_has_its_sample() -> None:
    sheet = Sheet("x", Look())
    foot = draw_legend(sheet, 0, [Key("a", tone="late"), Key("b", colour="bed"), Key("c", dash=4), Key("d")])
    picture = sheet.finish(foot, "", "")
    assert hatched(picture) == 1
    assert picture.svg.count("<line") == 2
    assert "stroke-dasharray" in picture.svg


def test_no_key_takes_no_room_and_a_long_one_is_cut() -> None:
    sheet = Sheet("x", Look(312))
    assert draw_legend(sheet, 7, []) == 7
    assert_inside(sheet.finish(draw_legend(sheet, 0, [Key("chữ " * 200, tone="late")]), "", ""))
