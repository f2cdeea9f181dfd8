"""A page that has changed since its picture was taken is noticed; other days and codes are not."""

from tests.journeys import pictures

PAGE = "Zgłoszenie SLZ-2027-001\nZłożone 1 marca 2027, 09:02\nZapisano 09:02\nZłóż ponownie\n"


def test_other_days_hours_numbers_and_codes_are_the_same_page() -> None:
    later = PAGE.replace("1 marca 2027", "28 lipca 2031").replace("09:02", "23:59")
    assert pictures.words(later.replace("-001", "-417")) == pictures.words(PAGE)
    assert pictures.words("Kod ABCD-EFGH") == pictures.words("Kod KLMN-OPRS")
    assert pictures.words("Zostało 5 dni") == pictures.words("Zostało 1 dzień")


def test_order_of_lines_does_not_matter() -> None:
    assert pictures.words("\n".join(reversed(PAGE.splitlines()))) == pictures.words(PAGE)


def test_renamed_button_is_another_page() -> None:
    renamed = PAGE.replace("Złóż ponownie", "Wyślij jeszcze raz")
    assert pictures.words(renamed) != pictures.words(PAGE)


def test_change_is_told_line_by_line() -> None:
    kept = (pictures.chapters.PICTURES / "register.txt").read_text(encoding="utf-8")
    assert pictures.changes(kept, "register") == ""
    changed = pictures.changes(kept.replace("Zarejestruj się", "Załóż konto"), "register")
    assert "+ Załóż konto" in changed
    assert "- Zarejestruj się" in changed


def test_page_without_a_picture_is_told() -> None:
    assert pictures.changes("Nowa strona", "nobody-took-it") == "+ Nowa strona"
