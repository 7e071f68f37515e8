"""Owns the files of a small plan that is sound: three duties, two units, to be spoilt line by line."""

from typing import Final

HEAD: Final = """
[plan]
code = "so-vi-du-2021"
title = "Cải thiện chỉ số"
number = "12/KH-SVD"
organization = "so-vi-du"
organization_name = "Sở Ví dụ"
parent_name = "UBND TỈNH VÍ DỤ"
year = 2021
first_on = 2021-04-15
last_on = 2021-12-31
signed_on = 2021-04-15
legal_basis = ["Quyết định số 467/QĐ-UBND"]
goal = 85
survey_points = 82.5

[rule]
threshold = 30
clause = "II.2.2.a1"
text = "Chậm trễ 30% các nhiệm vụ."

[[area]]
code = "a"
title = "Chỉ đạo điều hành"
clause = "II.2.2.a"
points = 10.0
previous_points = 7.43

[[area]]
code = "b"
title = "Văn bản"
clause = "II.2.2.b"
points = 7.5
"""
UNITS: Final = """
[[unit]]
code = "VP"
name = "Văn phòng Sở"
kind = "room"
groups = ["rooms"]

[[unit]]
code = "CCKL"
name = "Chi cục Kiểm lâm"
kind = "agency"
"""
PEOPLE: Final = """
[[person]]
address = "giamdoc@so.example"
name = "Giám đốc Sở"
offices = [{ role = "director" }]
"""
TASKS: Final = """
area = "a"

[[task]]
code = "A1"
clause = "II.2.2.a1, gạch 1"
title = "Kiểm tra"
text = "Tổ chức kiểm tra."
lead = "VP"
lead_assumed = true
supports = ["CCKL"]
deliverable = "Báo cáo"
deadline = "hàng năm"
due_on = 2021-11-30
set_by = "document"

[task.target]
measure = "share"
at_least = 30
of = "units"
label = "Đơn vị được kiểm tra"

[[task]]
code = "A2"
clause = "II.2.2.a1, gạch 2"
title = "Báo cáo quý"
text = "Báo cáo hằng quý."
for_each = "rooms"
deliverable = "Báo cáo"
repeat = "quarterly"
due_on = [2021-06-15, 2021-09-15, 2021-12-15]

[[task]]
code = "A3"
clause = "II.2.2.a1, gạch 3"
title = "Phối hợp kiểm tra"
text = "Phối hợp kiểm tra."
lead = "CCKL"
deliverable = "Hồ sơ"
part_of = "A1"
"""
FILES: Final = {"plan.toml": HEAD, "units.toml": UNITS, "people.toml": PEOPLE, "tasks/1-a.toml": TASKS}
FILE_OF: Final = {HEAD: "plan.toml", UNITS: "units.toml", PEOPLE: "people.toml", TASKS: "tasks/1-a.toml"}
"""Which file each text is."""
