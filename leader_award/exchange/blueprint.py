"""The blueprint of sheets."""

from flask import Blueprint

blueprint = Blueprint("exchange", __name__)
