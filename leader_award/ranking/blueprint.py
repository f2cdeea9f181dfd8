"""The blueprint that all pages of rankings share."""

from flask import Blueprint

blueprint = Blueprint("ranking", __name__)
