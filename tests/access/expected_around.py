"""Who may do what around the contest: accounts, municipalities, events, practices, knowledge.

Written by hand; see `expected_contest`.
"""

from tests.access.notation import rows

# Pages about no thing in particular.
SITE = rows(
    "site",
    {
        "GET static": "everybody",
        "GET probes.alive": "everybody",
        "GET probes.ready": "everybody",
        # without the collector's token the page is not there for anybody
        "GET probes.metrics": "hidden",
        "GET scoring.verifier": "everybody",
        "POST preferences.language": "everybody",
        "POST preferences.theme": "everybody",
        "GET editions.home": "everybody",
        "GET editions.index": "everybody",
        "GET privacy.accessibility": "everybody",
        "GET privacy.notice": "everybody",
        "GET privacy.my_data": "signed_in",
        "POST privacy.export": "signed_in",
        "POST privacy.ask_for_erasure": "signed_in",
        "POST privacy.take_erasure_back": "signed_in",
        "GET privacy.my_consents": "signed_in",
        # whom data are about, and who saw what, is for administrators alone
        "GET,POST privacy.people": "administrator",
        "GET,POST privacy.readings": "administrator",
        "GET privacy.retention_runs": "administrator",
        # what happened in the award is for those who organise it
        "GET audit_log.index": "organisers",
        "GET audit_log.state": "organisers",
        "GET audit_log.table": "organisers",
        "GET audit_log.chain": "organisers",
        "GET audit_log.verifier": "organisers",
        "POST audit_log.check": "organisers",
        "GET diplomas.ask": "everybody",
        "GET handbook.index": "everybody",
        "GET dissemination.index": "everybody",
        "GET knowledge.index": "everybody",
        "GET practices.index": "everybody",
        "GET open_data.index": "everybody",
        "GET open_data.as_csv": "everybody",
        "GET open_data.as_json": "everybody",
        "GET open_data.feed": "everybody",
        "GET open_data.robots": "everybody",
        "GET open_data.sitemap": "everybody",
        "GET api.description": "everybody",
        "GET api.practices": "everybody",
        "GET partnerships.search": "everybody",
        "GET partnerships.partnerships": "everybody",
        "GET partnerships.partnerships_csv": "everybody",
        "GET partnerships.partnership_statistics": "everybody",
        "GET,POST partnerships.register_clerk": "everybody",
        "GET partnerships.registered": "everybody",
        "GET accounts.sign_in": "everybody",
        "POST accounts.start": "everybody",
        "GET,POST accounts.forgotten_password": "everybody",
        "GET accounts.mail_sent": "everybody",
        "POST accounts.sign_out": "signed_in",
        "POST seeing_as.end": "signed_in",
        "GET,POST accounts.account": "signed_in",
        # the second step of signing in is taken by somebody who is nobody yet
        "GET accounts.second_step": "everybody",
        "POST accounts.give_second_factor": "everybody",
        "POST accounts.ask_for_passkey": "everybody",
        "POST accounts.sign_in_with_passkey": "everybody",
        "GET,POST accounts.confirm_identity": "signed_in",
        "GET,POST accounts.set_up_app": "signed_in",
        "GET,POST accounts.remove_app": "signed_in",
        "GET,POST accounts.add_passkey": "signed_in",
        "POST accounts.ask_for_new_passkey": "signed_in",
        "GET,POST accounts.renew_recovery_codes": "signed_in",
        "GET,POST accounts.change_email": "signed_in",
        "POST accounts.unlink_provider": "signed_in",
        "GET,POST accounts.change_password": "signed_in",
        "POST accounts.end_other_sessions": "signed_in",
        "GET partnerships.mine": "signed_in",
        "GET,POST partnerships.join": "signed_in",
        "GET,POST entries.new": "signed_in",
        "GET dissemination.my_events": "signed_in",
        "GET self_assessment.index": "signed_in",
        # only who acts for somebody has entries
        "GET entries.mine": "municipalities",
        "GET partnerships.requests": "organisers",
        "GET editions.mails": "organisers",
        "POST editions.retry_mails": "organisers",
        "GET finding.search": "signed_in",
        "GET correspondence.outbox": "organisers",
        "GET correspondence.mails": "organisers",
        "GET correspondence.words": "organisers",
        "POST correspondence.save_words": "organisers",
        "GET correspondence.word_versions": "organisers",
        "POST correspondence.restore_words": "organisers",
        "GET accounts.find_people": "administrator",
        "GET,POST editions.new": "organisers",
        "GET ranking.two_editions": "organisers",
        "GET dissemination.arrange": "organisers",
        "GET,POST dissemination.create": "organisers",
        "GET knowledge.arrange": "organisers",
        "GET,POST knowledge.new_section": "organisers",
        "GET,POST knowledge.new_article": "organisers",
        "GET practice_desk.index": "organisers",
        "GET practice_desk.adoptions": "organisers",
        "GET,POST partnerships.new_partnership": "organisers",
        "GET,POST partnerships.import_partnerships": "organisers",
        "POST partnerships.confirm_import": "organisers",
        "GET self_assessment.models": "organisers",
        "POST self_assessment.use_shipped": "organisers",
    },
)

# Under `strict` an installation requires a second factor: the roles of organisers sleep until
# they give one, as `keyed_organiser` has.
BOARD = rows(
    "board",
    {
        "GET editions.start": "signed_in",
        "GET accounts.second_factor": "signed_in",
        "GET editions.boards": "organisers@always keyed_organiser ~organisers@strict",
        "GET,POST accounts.people": "organisers@always keyed_organiser ~organisers@strict",
    },
)
PASSKEY = rows("passkey", {"GET,POST accounts.remove_passkey": "owner"})

# A link from a mail is itself the right to what it leads to; this one nobody was ever sent.
LINK = rows(
    "link",
    {
        "GET,POST accounts.confirm": "everybody 404",
        "POST accounts.confirm_again": "everybody",
        "GET,POST accounts.new_password": "everybody 404",
        "GET,POST accounts.invitation": "everybody 404",
        "GET,POST accounts.confirm_email_change": "everybody 404",
    },
)
SESSION = rows("session", {"POST accounts.end_session": "owner"})
SOMEBODY = rows(
    "somebody",
    {
        "GET,POST privacy.person": "administrator",
        "GET accounts.person": "administrator",
        "GET,POST accounts.disable_account": "administrator",
        "POST accounts.enable_account": "administrator",
        "POST accounts.end_sessions_of": "administrator",
        "GET,POST accounts.reset_second_factor": "administrator",
    },
)
# Not somebody with a role, whose account is disabled or not confirmed; and not for organisers who
# take part in the contest themselves.
SEEN = rows("seen", {"GET,POST seeing_as.begin": "organisers@plain"})
CONSENT = rows(
    "consent",
    {
        "POST privacy.give_consent": "signed_in",
        "POST privacy.withdraw_consent": "owner",
    },
)
GRANT = rows(
    "grant",
    {
        "GET,POST accounts.withdraw_role": "organiser@organiser administrator",
        "POST accounts.make_administrator": "administrator",
    },
)
# The mailbox and the living page are the demonstration's, `on` there, and no pages elsewhere.
MAILBOX = rows(
    "mailbox",
    {
        "GET accounts.mailbox": "hidden everybody@on",
        "GET accounts.mail": "hidden everybody@on",
        "GET correspondence.mail": "organisers",
        "POST correspondence.send_again": "organisers",
        "POST correspondence.stop": "organisers",
        "GET living_page.show": "hidden everybody@on",
    },
)

# Signing in through a provider, where an installation has `one`.
PROVIDER = rows(
    "provider",
    {
        "GET accounts.sign_in_elsewhere": "hidden everybody@one",
        "GET accounts.return_from_provider": "hidden everybody@one",
    },
)

# Who acts for the owner's municipality: somebody asks, is invited, is a member.
ORGANISATION = rows(
    "organisation",
    {"GET,POST partnerships.invite": "owner", "GET finding.organisation": "organisers"},
)
MEMBER = rows(
    "member",
    {
        "POST partnerships.accept": "pending@asked invitee@invited owner@active",
        "POST partnerships.approve": "owner organisers",
        "GET,POST partnerships.remove": "owner organisers pending@asked invitee@invited",
    },
)
PARTNERSHIP = rows(
    "partnership",
    {
        "GET partnerships.partnership": "everybody",
        "GET partnerships.keep_partnership": "organisers",
        "GET,POST partnerships.edit_partnership": "organisers",
        "GET,POST partnerships.remove_partnership": "organisers",
        "POST partnerships.add_event": "organisers",
        "POST partnerships.remove_event": "organisers",
        "POST partnerships.add_member_unit": "organisers",
        "POST partnerships.add_member_other": "organisers",
        "POST partnerships.make_leader": "organisers",
        "POST partnerships.remove_partner": "organisers",
    },
)

# The owner leads the partnership, `member` takes part in it; nobody leads a `leaderless` one.
# Answers are given by a link.
ASSESSMENT = rows(
    "assessment",
    {
        "POST self_assessment.start": "owner@-leaderless organisers",
        "GET self_assessment.show": "owner@-leaderless organisers member@discussing,closed",
        "POST self_assessment.invite": "owner@-leaderless organisers",
        "POST self_assessment.withdraw": "owner@-leaderless organisers",
        "POST self_assessment.close_answers": "owner@-leaderless organisers",
        "GET,POST self_assessment.agree": "owner@-leaderless organisers",
        "POST self_assessment.finish": "owner@-leaderless organisers",
        "GET,POST self_assessment.answer": "everybody",
        "POST self_assessment.autosave_answer": "everybody",
    },
)
MODEL = rows(
    "model",
    {
        "GET self_assessment.model": "organisers",
        "POST self_assessment.copy_model": "organisers",
        "POST self_assessment.publish_model": "organisers",
        "POST self_assessment.discard_model": "organisers",
        "GET,POST self_assessment.edit_texts": "organisers",
        "GET,POST self_assessment.new_dimension": "organisers",
        "GET,POST self_assessment.edit_dimension": "organisers",
        "POST self_assessment.move_dimension": "organisers",
        "POST self_assessment.remove_dimension": "organisers",
    },
)

# Events are public once published; a ticket belongs to whoever holds its address.
CONFERENCE = rows(
    "conference",
    {
        "GET dissemination.show": "hidden organisers everybody@-planned",
        "GET dissemination.calendar": "hidden organisers everybody@-planned",
        "GET dissemination.programme_pdf": "hidden organisers everybody@-planned",
        "GET,POST dissemination.register": "hidden organisers everybody@-planned",
        "GET dissemination.registration_asked": "hidden organisers everybody@-planned",
        "GET,POST dissemination.confirm": "hidden organisers everybody@-planned 404",
        "GET dissemination.ticket": "hidden everybody",
        "GET,POST dissemination.cancel": "hidden everybody",
        "GET dissemination.certificate": "hidden everybody",
        "GET,POST dissemination.give_feedback": "hidden everybody",
        "GET dissemination.edit_programme": "organisers",
        "GET,POST dissemination.edit": "organisers",
        "POST dissemination.advance": "organisers",
        "GET,POST dissemination.add_item": "organisers",
        "GET,POST dissemination.edit_item": "organisers",
        "POST dissemination.delete_item": "organisers",
        "POST dissemination.place_item": "organisers",
        "POST dissemination.shift_item": "organisers",
        "GET,POST dissemination.rooms": "organisers",
        "GET,POST dissemination.edit_room": "organisers",
        "POST dissemination.delete_room": "organisers",
        "GET,POST dissemination.import_programme": "organisers",
        "POST dissemination.publish_laureates": "organisers",
        # who takes part is nobody's business but the organisers'
        "GET dissemination.participants": "organisers",
        "GET dissemination.participants_csv": "organisers",
        "GET dissemination.participants_xlsx": "organisers",
        "GET,POST dissemination.add_participant": "organisers",
        "GET,POST dissemination.move_participant": "organisers",
        "POST dissemination.cancel_participant": "organisers",
        "GET dissemination.attendance_list": "organisers",
        "GET dissemination.attendance_pdf": "organisers",
        "GET dissemination.badges_pdf": "organisers",
        "POST dissemination.certificates_pdf": "organisers",
        "GET dissemination.opinions": "organisers",
        "GET dissemination.check_in": "organisers",
        "GET dissemination.check_in_desk": "organisers",
        "GET dissemination.check_in_count": "organisers",
        "POST dissemination.do_check_in": "organisers",
        "POST dissemination.undo_check_in": "organisers",
    },
)

FEED = rows("feed", {"GET dissemination.feed": "hidden everybody"})

HANDBOOK = rows(
    "handbook",
    {"GET handbook.chapter": "everybody", "GET handbook.picture": "everybody"},
)

ARTICLE = rows(
    "article",
    {
        "GET knowledge.article": "hidden organisers everybody@published",
        "GET knowledge.file": "hidden organisers everybody@published",
        "GET knowledge.manage_article": "organisers",
        "GET,POST knowledge.edit_article": "organisers",
        "POST knowledge.advance": "organisers",
        "POST knowledge.attach": "organisers",
        "POST knowledge.detach": "organisers",
        "GET knowledge.version": "organisers",
        "POST knowledge.restore": "organisers",
        "GET,POST knowledge.edit_section": "organisers",
        "POST knowledge.move_section": "organisers",
        "POST knowledge.delete_section": "organisers",
    },
)

# A card is public once published; of a withdrawn one its address tells that it is gone (410).
PRACTICE = rows(
    "practice",
    {
        "GET practices.show": "hidden everybody@published,withdrawn",
        "GET api.practice": "everybody 404@drafted,released",
        "GET,POST practice_adoption.say": "municipalities@published",
        # only the entrant consents to what is said of their entry
        "GET,POST practice_release.edit": "owner",
        "POST practice_release.withdraw": "owner",
        "POST privacy.withdraw_practice": "owner",
        "GET,POST practice_desk.edit": "organisers",
        "GET practice_desk.versions": "organisers",
        "POST practice_desk.ask": "organisers",
        "POST practice_desk.publish": "organisers",
        "POST practice_desk.withdraw": "organisers",
    },
)
ADOPTION = rows(
    "adoption",
    {
        "POST practice_adoption.withdraw": "other",
        "POST practice_desk.decide": "organisers",
    },
)

AROUND = [
    *(
        *SITE,
        *BOARD,
        *PASSKEY,
        *LINK,
        *SESSION,
        *GRANT,
        *SOMEBODY,
        *SEEN,
        *CONSENT,
        *MAILBOX,
        *PROVIDER,
        *ORGANISATION,
        *MEMBER,
        *PARTNERSHIP,
    ),
    *(*ASSESSMENT, *MODEL, *CONFERENCE, *FEED, *HANDBOOK, *ARTICLE, *PRACTICE, *ADOPTION),
]
