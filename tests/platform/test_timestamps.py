"""Stamps by a real authority: `openssl ts` behind a small server on this machine."""

import hashlib
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leader_award.platform import timestamps
from leader_award.platform.timestamps import StampRefused
from tests.platform.authority import Authority, running

DIGEST = hashlib.sha256("Zgłoszenie".encode()).hexdigest()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with running(tmp_path_factory.mktemp("tsa")) as found:
        yield found


def test_stamp_is_of_the_digest_now_and_openssl_agrees(authority: Authority) -> None:
    stamp = timestamps.ask(authority.url, DIGEST)
    assert abs(stamp.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert authority.verifies(stamp.response, DIGEST)


def test_openssl_refuses_the_stamp_for_another_digest(authority: Authority) -> None:
    stamp = timestamps.ask(authority.url, DIGEST)
    assert not authority.verifies(stamp.response, DIGEST.replace(DIGEST[0], "0", 1)[::-1])


def test_request_is_the_one_that_openssl_reads(tmp_path: Path) -> None:
    path = tmp_path / "request.tsq"
    path.write_bytes(timestamps.request_for(DIGEST, 0x80FF))
    command = ["openssl", "ts", "-query", "-in", str(path), "-text"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Hash Algorithm: sha256" in text
    assert "Nonce: 0x80FF" in text
    assert "Certificate required: yes" in text


@pytest.mark.parametrize(("digest", "off"), [("0" * 64, 0), (DIGEST, 1)])
def test_answer_about_another_digest_or_an_older_question_is_refused(
    authority: Authority, digest: str, off: int
) -> None:
    answer = authority.stamp(timestamps.request_for(DIGEST, 12345))
    assert timestamps.read_answer(answer, DIGEST, 12345).response == answer
    with pytest.raises(StampRefused, match="something else"):
        timestamps.read_answer(answer, digest, 12345 + off)


def test_cut_or_changed_answer_never_breaks_the_reader(authority: Authority) -> None:
    answer = authority.stamp(timestamps.request_for(DIGEST, 7))
    for length in range(0, len(answer), 37):
        with pytest.raises(StampRefused):
            timestamps.read_answer(answer[:length], DIGEST, 7)


def test_refusal_of_the_authority_is_said(authority: Authority) -> None:
    refusal = authority.stamp(b"\x30\x03\x02\x01\x05")
    with pytest.raises(StampRefused):
        timestamps.read_answer(refusal, DIGEST, 7)


def test_authority_that_is_away_or_broken_is_a_refusal(authority: Authority) -> None:
    with pytest.raises(StampRefused, match="cannot be reached"):
        timestamps.ask("http://127.0.0.1:9/", DIGEST)
    with authority.broken(), pytest.raises(StampRefused, match="status 500"):
        timestamps.ask(authority.url, DIGEST)
