import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from leader_award.platform.sheets import csv_bytes, xlsx_bytes


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", " =1"])
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    line = csv_bytes(["Tytuł"], [[text]]).decode("utf-8-sig").splitlines()[1]
    assert line.lstrip('"').startswith("'")
    sheet = load_workbook(io.BytesIO(xlsx_bytes({"Arkusz": (["Tytuł"], [[text]])}))).active
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value == text


def test_negative_numbers_stay_numbers() -> None:
    assert csv_bytes(["x"], [[Decimal("-1.50")]]).decode("utf-8-sig").splitlines()[1] == "-1,50"
    sheet = load_workbook(io.BytesIO(xlsx_bytes({"A": (["x"], [[Decimal("-1.5")]])}))).active
    assert sheet["A2"].value == -1.5


def test_csv_opens_with_polish_letters_and_semicolons() -> None:
    content = csv_bytes(["Gmina", "Wynik"], [["Łódź; miasto", None]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == 'Gmina;Wynik\r\n"Łódź; miasto";\r\n'


def test_any_name_of_a_category_can_name_a_sheet() -> None:
    names = ["1. Woda/ścieki: 'sieć'", "2. " + "a" * 40, "3. [ZIT]?*"]
    book = load_workbook(io.BytesIO(xlsx_bytes({name: (["x"], []) for name in names})))
    assert book.sheetnames == ["1. Woda ścieki  'sieć", "2. " + "a" * 28, "3.  ZIT   "]
