"""The blueprint of the record of events."""

from flask import Blueprint

blueprint = Blueprint("audit_log", __name__)
