"""The blueprint that all pages of accounts share."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
