from pathlib import Path

import pytest

from leader_award.platform.settings import Settings


@pytest.mark.parametrize(
    ("environ", "demo", "required"),
    [
        ({}, False, True),
        ({"LEADER_AWARD_SECOND_FACTOR": "required"}, False, True),
        ({"LEADER_AWARD_SECOND_FACTOR": "offered"}, False, False),
        ({}, True, False),
        ({"LEADER_AWARD_DEMO": "1", "LEADER_AWARD_SECOND_FACTOR": "required"}, False, False),
    ],
)
def test_second_factor_is_required_unless_the_operator_or_a_demonstration_says_otherwise(
    tmp_path: Path, environ: dict[str, str], demo: bool, required: bool
) -> None:
    environ = environ | {"LEADER_AWARD_DATA_DIR": str(tmp_path)}
    assert Settings.from_environment(environ, demo=demo).second_factor_required is required


def test_misspelt_setting_of_the_second_factor_stops_the_start(tmp_path: Path) -> None:
    environ = {"LEADER_AWARD_DATA_DIR": str(tmp_path), "LEADER_AWARD_SECOND_FACTOR": "off"}
    with pytest.raises(ValueError, match="SECOND_FACTOR"):
        Settings.from_environment(environ)
