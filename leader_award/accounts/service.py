"""Use cases of accounts; other features call them from here."""

from leader_award.accounts.account import end_open_session, end_other_sessions, update_account
from leader_award.accounts.attempts import TooManyAttempts
from leader_award.accounts.email_change import confirm_email_change, request_email_change
from leader_award.accounts.links import LinkError, address, issue_link, peek_link, use_link
from leader_award.accounts.passwords import accepted_hash
from leader_award.accounts.registration import (
    Registration,
    accept_invitation,
    add_registration,
    confirm_email,
    create_person,
    invite_person,
    invited_person,
    recipient,
    register_person,
    resend_confirmation,
)
from leader_award.accounts.roles import grant_role, invite_organiser, withdraw_role
from leader_award.accounts.signing_in import (
    ask_for_password_reset,
    authenticate,
    change_password,
    finish_signing_in,
    request_password_reset,
    reset_password,
    send_wanted_resets,
)

__all__ = [
    "LinkError",
    "Registration",
    "TooManyAttempts",
    "accept_invitation",
    "accepted_hash",
    "add_registration",
    "address",
    "ask_for_password_reset",
    "authenticate",
    "change_password",
    "confirm_email",
    "confirm_email_change",
    "create_person",
    "end_open_session",
    "end_other_sessions",
    "finish_signing_in",
    "grant_role",
    "invite_organiser",
    "invite_person",
    "invited_person",
    "issue_link",
    "peek_link",
    "recipient",
    "register_person",
    "request_email_change",
    "request_password_reset",
    "resend_confirmation",
    "reset_password",
    "send_wanted_resets",
    "update_account",
    "use_link",
    "withdraw_role",
]
