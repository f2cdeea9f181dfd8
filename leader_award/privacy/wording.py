"""Words for what the code keeps as keys."""

from flask_babel import lazy_gettext as _l

TABLES = {
    "role_grant": _l("roles"),
    "sign_in_session": _l("sessions in browsers"),
    "seeing": _l("notes on who saw the site as they do"),
    "one_time_link": _l("links from mails"),
    "sign_in_attempt": _l("attempts to sign in"),
    "authenticator_app": _l("authenticator app"),
    "recovery_code": _l("recovery codes"),
    "passkey": _l("passkeys"),
    "provider_identity": _l("links to sign-in providers"),
    "passkey_challenge": _l("begun sign-ins with a passkey"),
    "organisation_member": _l("memberships in organisations"),
    "registration": _l("registrations for events"),
    "outgoing_mail": _l("mails"),
    "consent": _l("consents"),
    "diploma": _l("diplomas and certificates"),
}
"""What is deleted with a person, by table."""

READINGS = {
    "entry": _l("Entry"),
    "file": _l("Attachment"),
    "card": _l("Score card"),
    "ranking": _l("Ranking"),
    "results": _l("Decisions of the jury"),
    "sheets": _l("Sheet of an edition"),
    "participants": _l("List of participants"),
    "diplomas": _l("List of diplomas"),
    "jury": _l("List of jurors"),
    "requests": _l("Requests to act for a local government"),
    "organisation": _l("Organisation and who acts for it"),
    "mails": _l("List of mails"),
    "mail": _l("A mail to somebody"),
    "person": _l("Personal data of somebody"),
    "readings": _l("This register"),
}
"""What was read, by the word that views give to `note_reading`."""

ROLES = {
    "juror": _l("juror"),
    "organiser": _l("organiser"),
    "administrator": _l("administrator"),
}
