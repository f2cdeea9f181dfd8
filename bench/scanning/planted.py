"""The application as it is scanned, and with two holes by which the scanners are tried."""

from flask import Flask, Response, request

from leader_award.app import create_app
from leader_award.platform import db
from leader_award.platform.access import guarded

SQL, SCRIPT = "/dziura/sql", "/dziura/skrypt"


@guarded("site.see")
def injectable() -> str:
    """Put what was asked for into a statement as it is."""
    words = request.args.get("q", "")
    statement = f"SELECT name FROM (SELECT 'a' AS name) AS one WHERE name = '{words}'"
    rows = db.session().connection().exec_driver_sql(statement)
    return "<ul>" + "".join(f"<li>{row[0]}</li>" for row in rows) + "</ul>"


@guarded("site.see")
def reflecting() -> Response:
    """Show what was asked for as it is, with no policy that would keep it from running."""
    answer = Response(f"<html><body><p>{request.args.get('q', '')}</p></body></html>")
    answer.headers["Content-Security-Policy"] = ""
    return answer


def make_scanned() -> Flask:
    """Return the application, in which a scanner cannot sign itself out."""
    app = create_app()
    app.view_functions["accounts.sign_out"] = stay
    return app


@guarded("site.see")
def stay() -> Response:
    """Answer as signing out does, and do nothing."""
    return Response(status=302, headers={"Location": "/"})


def make_holed() -> Flask:
    """Return the application with both holes."""
    app = create_app()
    app.add_url_rule(SQL, view_func=injectable)
    app.add_url_rule(SCRIPT, view_func=reflecting)
    return app
