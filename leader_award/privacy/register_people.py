"""Decisions about people, organisations, the platform and privacy itself."""

from flask_babel import lazy_gettext as _l

from leader_award.privacy.decision import ADDRESS, OF_PERSON, Decision

ACCOUNTS = (
    Decision(
        "person", "account", blanked=("email", "name", "password_hash"), neutral=("language",)
    ),
    Decision(
        "seeing",
        "security",
        OF_PERSON,
        erased=("reason",),
        neutral=("session_id",),
        acted=("by_id",),
    ),
    Decision("role_grant", "account", OF_PERSON, erased=("role",)),
    Decision(
        "sign_in_session",
        "security",
        OF_PERSON,
        erased=("token_digest", "browser", "second_factor"),
    ),
    Decision(
        "one_time_link",
        "account",
        (*OF_PERSON, ("email", ADDRESS)),
        erased=("digest", "purpose", "payload"),
    ),
    Decision("sign_in_attempt", "security", (("email", ADDRESS),), erased=("kind", "address")),
    Decision("authenticator_app", "account", OF_PERSON, erased=("sealed_secret",)),
    Decision("recovery_code", "account", OF_PERSON, erased=("mark", "hashed")),
    Decision("passkey", "account", OF_PERSON, erased=("credential_id", "public_key", "name")),
    Decision("provider_identity", "account", OF_PERSON, erased=("issuer", "subject")),
    Decision("passkey_challenge", "account", OF_PERSON, erased=("challenge", "purpose")),
)
PARTNERSHIPS = (
    Decision("organisation_member", "acting", OF_PERSON, erased=("position",)),
    Decision("organisation", neutral=("kind", "name", "sort_key", "regon", "place")),
    Decision(
        "unit",
        neutral=(
            "terc",
            "kind",
            "gmina_kind",
            "name",
            "county_terc",
            "county_name",
            "voivodeship_terc",
            "voivodeship_name",
            "search_text",
            "sort_key",
        ),
    ),
    Decision(
        "partnership",
        "results",
        searched=("description", "note", "assistant", "advisers"),
        neutral=(
            "slug",
            "name",
            "name_key",
            "sort_key",
            "search_text",
            "legal_form",
            "functional_area",
        ),
        label=_l("Register of partnerships"),
    ),
    Decision("partnership_member"),
    Decision("partnership_support", neutral=("kind",)),
    Decision("partnership_event", neutral=("kind", "title")),
    Decision("assessment_model", neutral=("name", "intro", "dimensions", "state")),
    Decision(
        "assessment",
        "assessment",
        searched=("steps",),
        neutral=("state", "joint"),
        acted=("started_by_id",),
        label=_l("Next steps of a self-assessment"),
    ),
    Decision(
        "assessment_answer",
        "assessment",
        blanked=("name", "email", "token_digest"),
        neutral=("levels",),
    ),
)
PLATFORM = (
    Decision(
        "outgoing_mail",
        "mail",
        (("to", ADDRESS),),
        purged=("subject", "body", "last_error"),
        neutral=("template", "about_id", "message_id", "state"),
    ),
    Decision(
        "mail_wording",
        "mail",
        searched=("subject", "body"),
        neutral=("template", "language"),
        acted=("by_id",),
        label=_l("Words of the mails"),
    ),
    Decision(
        "stored_file",
        "entries",
        searched=("name",),
        neutral=("key", "media_type", "sha256"),
        label=_l("Name of a file"),
    ),
    Decision("search_document", neutral=("kind", "key")),
    Decision("search_term", purged=("term",), neutral=("kind", "key")),
    Decision("used_key", neutral=("key", "thing_id")),
    Decision(
        "audit_event",
        "security",
        neutral=("role", "action", "thing_kind", "thing_id", "details", "previous", "digest"),
        acted=("person_id",),
    ),
    Decision("audit_head", neutral=("digest",)),
    Decision("stripping_result", neutral=("failure",)),
    Decision("file_preview", neutral=("sizes", "failure")),
    Decision("chain_check", neutral=("given", "digest", "fault_reason")),
)
PRIVACY = (
    Decision(
        "erasure_request",
        "account",
        searched=("answer",),
        neutral=("state",),
        acted=("person_id", "decided_by_id"),
        label=_l("Answer to a request for erasure"),
    ),
    Decision("erasure", neutral=("subjects", "replaced"), acted=("by_id",)),
    Decision("consent", "consents", OF_PERSON, erased=("kind", "text")),
    Decision(
        "access_record",
        "readings",
        neutral=("role", "thing_kind", "thing_id", "within_id"),
        acted=("person_id",),
    ),
    Decision("retention_run", neutral=("removed",)),
)
