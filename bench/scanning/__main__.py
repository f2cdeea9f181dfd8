"""Let wapiti and sqlmap loose on a server of our own, as each role, and on one with planted holes.

Both are Debian packages. The server listens on the loopback address with the demonstration in a
temporary folder. Each finding is printed; the exit status is 1 if there is one, or if a planted
hole was not found.

Run: python -m bench.scanning [--seconds N] [--role ROLE]
"""

import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from bench.scanning.planted import SCRIPT, SQL

PASSWORD = "wspolpraca-gmin-2026"
ROLES = {
    "visitor": None,
    "clerk": "urzednik@demo.example",
    "juror": "juror1@demo.example",
    "organiser": "organizator@demo.example",
    "administrator": "administrator@demo.example",
}
STARTS = {
    "visitor": "/",
    "clerk": "/zgloszenia",
    "juror": "/jury",
    "organiser": "/organizator",
    "administrator": "/administrator/osoby",
}
MODULES = "sql,blindsql,xss,permanentxss,exec,file,redirect,crlf,csp,cookieflags,http_headers"
"""Those that ask nobody but the server that is scanned."""
TRIAGED = {
    "X-Frame-Options": "frame-ancestors 'none' of the policy says the same to every browser in use",
    "X-XSS-Protection": "no browser in use reads it, and where it was read it opened holes",
    "Strict-Transport-Security": "sent over TLS only; the scanned server speaks plain HTTP",
    "Secure flag": "set over TLS only; the scanned server speaks plain HTTP",
}
"""Findings that are none, by words of theirs, with the reason."""
SEARCHES = {
    "visitor": ["/dobre-praktyki?q=a", "/api/v1/practices?q=a", "/samorzady/szukaj?q=a"],
    "clerk": ["/samorzady/szukaj?q=a"],
    "juror": ["/jury?runda=a"],
    "organiser": ["/organizator/dziennik?q=a&od=2026-01-01"],
    "administrator": ["/administrator/osoby?q=a"],
}
Cookies = Mapping[str, str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepare(folder: Path, *commands: str) -> None:
    """Make the database in the folder, and do what further commands of ours do."""
    for command in ("migrate", *commands):
        subprocess.run(
            [sys.executable, "-m", "leader_award", command],
            env=os.environ | {"LEADER_AWARD_DATA_DIR": str(folder)},
            check=True,
            stdout=subprocess.DEVNULL,
        )


def gunicorn(factory: str, port: int) -> list[str]:
    """Return the command that serves what a factory of `planted` makes."""
    command = ["-m", "gunicorn", "-b", f"127.0.0.1:{port}", "--threads", "8"]
    return [*command, f"bench.scanning.planted:{factory}()"]


@contextmanager
def served(command: list[str], folder: Path, port: int) -> Iterator[str]:
    """Run a server until the end of the block; give its address once it answers."""
    environ = os.environ | {"LEADER_AWARD_DATA_DIR": str(folder), "LEADER_AWARD_DEMO": "1"}
    url = f"http://127.0.0.1:{port}"
    environ["LEADER_AWARD_BASE_URL"] = url
    log = (folder / "server.log").open("w")
    process = subprocess.Popen(
        [sys.executable, *command], env=environ, stdout=log, stderr=log, start_new_session=True
    )
    try:
        _wait(url)
        yield url
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        log.close()


def _wait(url: str, seconds: int = 900) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if requests.get(f"{url}/healthz", timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(1)
    raise TimeoutError(f"no answer from {url}")


def sign_in(url: str, email: str | None) -> Cookies:
    """Return the cookies of somebody signed in, or none for a visitor."""
    session = requests.Session()
    if email:
        page = session.get(f"{url}/logowanie", timeout=30).text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        token = found.group(1) if found else ""
        sent = {"email": email, "password": PASSWORD, "csrf_token": token}
        answer = session.post(f"{url}/logowanie", data=sent, timeout=30)
        assert "/start" in answer.url, f"{email} could not sign in"
    return {cookie.name: cookie.value or "" for cookie in session.cookies}


def wapiti(start: str, cookies: Cookies, seconds: int, folder: Path) -> tuple[list[str], int]:
    """Return wapiti's findings, a line each, and how many addresses and forms it tried them on.

    It looks for them for so many seconds, and tries each kind of attack for a quarter of that.
    """
    report, jar = folder / "wapiti.json", folder / "cookies.json"
    kept = {"expires": None, "secure": False, "port": None, "version": 0}
    site = {name: {"value": value} | kept for name, value in cookies.items()}
    jar.write_text(json.dumps({"127.0.0.1": {"/": site}}))
    (folder / "apps.json").write_text("{}")  # it would be fetched from elsewhere otherwise
    command = ["wapiti", "-u", start, "-m", MODULES, "--flush-session", "--no-bugreport"]
    command += ["-f", "json", "-o", str(report)]
    command += ["--store-session", str(folder), "--store-config", str(folder)]
    command += ["--scope", "domain", "-d", "6", "--max-scan-time", str(seconds)]
    command += ["--max-attack-time", str(seconds // 4), "--max-files-per-dir", "12"]
    command += ["--max-links-per-page", "60"]
    command += ["-H", "Accept-Encoding: gzip"]  # it asks for brotli and cannot read it
    if cookies:
        command += ["-c", str(jar)]
    run = subprocess.run(
        command, capture_output=True, text=True, timeout=seconds * 4 + 60, check=False
    )
    assert report.exists(), run.stdout[-2000:] + run.stderr[-2000:]
    found: dict[str, Any] = json.loads(report.read_text())
    report.unlink()
    lines = [
        f"{kind}: {one['method']} {one['path']} {one.get('parameter') or ''}: {one['info']}"
        for part in ("vulnerabilities", "anomalies")
        for kind, findings in found[part].items()
        for one in findings
    ]
    pages = re.search(r"found (\d+) URLs and forms", run.stdout)
    return lines, int(pages.group(1)) if pages else 0


def sqlmap(url: str, cookies: Cookies, folder: Path) -> list[str]:
    """Return the parameters that sqlmap takes for injectable."""
    command = ["sqlmap", "-u", url, "--batch", "--flush-session", "--level", "2", "--risk", "2"]
    command += ["--output-dir", str(folder), "--disable-coloring", "--technique", "BEU"]
    if cookies:
        command += ["--cookie", "; ".join(f"{name}={value}" for name, value in cookies.items())]
        command += ["--skip", "session,cookie"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    return re.findall(r"^Parameter: (.+)$", run.stdout, re.MULTILINE)


def scan(seconds: int, roles: Collection[str]) -> int:
    """Scan as each of the roles; return the number of findings."""
    count = 0
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        prepare(folder, "demo")
        with served(gunicorn("make_scanned", port), folder, port) as url:
            for role in roles:
                cookies = sign_in(url, ROLES[role])
                # the first answer reads dictionaries and maps, for longer than wapiti waits
                requests.get(url + STARTS[role], cookies=dict(cookies), timeout=120)
                found, pages = wapiti(url + STARTS[role], cookies, seconds, folder)
                for path in SEARCHES[role]:
                    found += [
                        f"sqlmap: {path} {one}" for one in sqlmap(url + path, cookies, folder)
                    ]
                left = [line for line in found if not any(words in line for words in TRIAGED)]
                row = (role, pages, len(SEARCHES[role]), len(found) - len(left), len(left))
                print("| " + " | ".join(str(one) for one in row) + " |", flush=True)
                print("".join(f"  - {line}\n" for line in left), end="", flush=True)
                count += len(left)
        errors = (folder / "server.log").read_text().count("Traceback")
        print(f"\nServer errors in its log: {errors}")
    return count + errors


def control(seconds: int) -> list[str]:
    """Return the planted holes that were not found."""
    missed = []
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        prepare(folder)
        with served(gunicorn("make_holed", port), folder, port) as url:
            if not sqlmap(f"{url}{SQL}?q=a", {}, folder):
                missed.append("SQL injection, by sqlmap")
            found, _pages = wapiti(f"{url}{SCRIPT}?q=a", {}, seconds, folder)
            if not any("Cross Site Scripting" in line for line in found):
                missed.append("script, by wapiti")
    return missed


def main() -> int:
    """Scan, then look whether planted holes are found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=240, help="for each scan by wapiti")
    parser.add_argument("--role", choices=ROLES, action="append", help="may be repeated")
    options = parser.parse_args()
    missed = control(min(options.seconds, 120))
    print(f"Planted holes found: {2 - len(missed)} of 2 {missed or ''}\n", flush=True)
    columns = ("role", "addresses and forms tried by wapiti", "searches tried by sqlmap")
    print("| " + " | ".join((*columns, "triaged", "findings")) + " |", flush=True)
    print("|---|---|---|---|---|", flush=True)
    return 1 if scan(options.seconds, options.role or ROLES) or missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
