"""Settings are read from the environment, and the README names every one."""

import re
from pathlib import Path

import pytest

import leader_award
from leader_award.platform.settings import PREFIX, Settings

ROOT = Path(leader_award.__file__).parent.parent
READ = re.compile(r"\b(?:read|day)\(\"([A-Z_]+)\"")


def test_readme_names_every_setting_and_no_other() -> None:
    source = (ROOT / "leader_award/platform/settings.py").read_text()
    table = re.findall(rf"`{PREFIX}([A-Z_]+)`", (ROOT / "README.md").read_text())
    known = set(READ.findall(source))
    assert len(known) > 15
    assert set(table) == known


def test_names_of_the_site_are_its_own_and_those_added(tmp_path: Path) -> None:
    told = {
        "LEADER_AWARD_DATA_DIR": str(tmp_path),
        "LEADER_AWARD_BASE_URL": "https://lider.example.org/",
        "LEADER_AWARD_TRUSTED_HOSTS": "www.lider.example.org, 10.0.0.5",
        "LEADER_AWARD_TRUSTED_PROXIES": "2",
    }
    settings = Settings.from_environment(told)
    assert settings.hosts == ["lider.example.org", "www.lider.example.org", "10.0.0.5"]
    assert (settings.trusted_proxies, settings.secure_cookies) == (2, True)
    assert not settings.is_local


def test_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    told = {"LEADER_AWARD_DATA_DIR": str(tmp_path)}
    first, second = (Settings.from_environment(told).secret_key for _ in range(2))
    assert first == second
    assert len(first) >= 48
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRUSTED_PROXIES", "many"),
        ("TRUSTED_PROXIES", "-1"),
        ("SECOND_FACTOR", "maybe"),
        ("SITE_PUBLISHED", "yesterday"),
    ],
)
def test_value_that_means_nothing_is_refused(tmp_path: Path, name: str, value: str) -> None:
    told = {"LEADER_AWARD_DATA_DIR": str(tmp_path), PREFIX + name: value}
    with pytest.raises(ValueError):  # noqa: PT011
        Settings.from_environment(told)
