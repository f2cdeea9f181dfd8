"""The blueprint of diplomas."""

from flask import Blueprint

blueprint = Blueprint("diplomas", __name__)
