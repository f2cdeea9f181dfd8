"""The blueprint that all pages of partnerships share."""

from flask import Blueprint

blueprint = Blueprint("partnerships", __name__)
