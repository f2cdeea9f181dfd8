"""What happened around the award, by action: accounts, partnerships, events, practices."""

from flask_babel import lazy_gettext as _l

ACCOUNTS = {
    "person.updated": _l("changed the name or the language of the account of %(person)s"),
    "person.registered": _l("registered an account: %(person)s"),
    "person.confirmed": _l("confirmed the e-mail address of the account of %(person)s"),
    "person.created": _l("created the account of %(person)s from the command line"),
    "person.signed_in": _l("signed in: %(person)s"),
    "seeing.begun": _l("began to see the site as %(person)s sees it, only to read"),
    "seeing.page_read": _l("read a page as %(person)s sees it: %(page)s"),
    "seeing.ended": _l("ceased to see the site as %(person)s sees it; pages read: %(pages)s"),
    "session.ended": _l("ended a session of %(person)s"),
    "identity.confirmed": _l("confirmed their identity before a sensitive action: %(person)s"),
    "invitation.accepted": _l("accepted the invitation to open an account: %(person)s"),
    "role.granted": _l("gave %(person)s the role: %(role)s"),
    "role.withdrawn": _l("took from %(person)s the role: %(role)s"),
    "second_factor.added": _l("added a second factor to the account of %(person)s"),
    "second_factor.removed": _l("removed a second factor from the account of %(person)s"),
    "second_factor.reset": _l("took every second factor from the account of %(person)s"),
    "recovery_codes.renewed": _l("made new recovery codes for the account of %(person)s"),
    "recovery_code.used": _l("used a recovery code of the account of %(person)s"),
    "password.reset_requested": _l(
        "asked for a link to a new password for the account of %(person)s"
    ),
    "password.reset": _l("set a new password by a link for the account of %(person)s"),
    "password.changed": _l("changed the password of the account of %(person)s"),
    "sessions.ended": _l("ended all sessions of %(person)s; their number: %(sessions)s"),
    "person.disabled": _l("locked the account of %(person)s"),
    "person.enabled": _l("unlocked the account of %(person)s"),
    "email_change.requested": _l("asked to change the e-mail address of the account of %(person)s"),
    "person.email_changed": _l("changed the e-mail address of the account of %(person)s"),
    "provider.linked": _l("linked a sign-in of another service to the account of %(person)s"),
    "provider.unlinked": _l("unlinked a sign-in of another service from the account of %(person)s"),
    "mails.tried_again": _l("had messages sent again; their number: %(mails)s"),
    "consent.given": _l("gave a consent, version %(version)s of its text"),
    "consent.withdrawn": _l("withdrew a consent"),
    "data.exported": _l("exported the data about %(person)s"),
    "retention.applied": _l("removed data whose time was over"),
    "erasure.asked": _l("asked for the erasure of their own data"),
    "erasure.taken_back": _l("took back the request to erase their own data"),
    "erasure.refused": _l("refused a request to erase data"),
    "person.erased": _l(
        "erased the data of a person; texts in which the name was replaced: %(replaced)s"
    ),
}

MAILS = {
    "mail.sent_again": _l("let a mail be sent again"),
    "mail.stopped": _l("stopped a mail that was waiting"),
    "mail_wording.saved": _l("changed the words of a mail; version %(number)s"),
    "mail_wording.restored": _l("restored earlier words of a mail; version %(number)s"),
    "mail_wording.tried": _l("sent themselves a mail to try its words"),
}

PARTNERSHIPS = {
    "register.imported": _l("imported the register of local government units"),
    "partnerships.imported": _l("imported partnerships from a file"),
    "partnership.added": _l("added the partnership %(partnership)s to the register"),
    "partnership.changed": _l("changed the partnership %(partnership)s in the register"),
    "partnership.removed": _l("removed the partnership %(partnership)s from the register"),
    "partnership.member_added": _l("added a member to the partnership %(partnership)s"),
    "partnership.member_removed": _l("removed a member from the partnership %(partnership)s"),
    "partnership.leader_changed": _l("changed the leader of the partnership %(partnership)s"),
    "partnership.event_added": _l("noted an event attended by the partnership %(partnership)s"),
    "partnership.event_removed": _l("removed an event attended by the partnership %(partnership)s"),
    "member.asked": _l("asked to act for %(organisation)s: %(person)s"),
    "member.invited": _l("invited %(person)s to act for %(organisation)s"),
    "member.activated": _l("let %(person)s act for %(organisation)s"),
    "member.ended": _l("ended the right of %(person)s to act for %(organisation)s"),
    "member.uninvited": _l("withdrew the invitation of %(person)s to act for %(organisation)s"),
    "member.declined": _l("declined the request of %(person)s to act for %(organisation)s"),
    "assessment.started": _l("started a self-assessment of the partnership %(partnership)s"),
    "assessment.invited": _l(
        "invited people to the self-assessment of the partnership %(partnership)s"
    ),
    "assessment.invitation_withdrawn": _l(
        "withdrew an invitation to the self-assessment of the partnership %(partnership)s"
    ),
    "assessment.answer_saved": _l(
        "saved an unfinished answer in the self-assessment of the partnership %(partnership)s"
    ),
    "assessment.answered": _l(
        "handed in an answer in the self-assessment of the partnership %(partnership)s"
    ),
    "assessment.answers_closed": _l(
        "closed the answers in the self-assessment of the partnership %(partnership)s"
    ),
    "assessment.agreed": _l(
        "recorded what was agreed in the self-assessment of the partnership %(partnership)s"
    ),
    "assessment.finished": _l("finished the self-assessment of the partnership %(partnership)s"),
    "assessment_model.shipped": _l(
        "put in place the self-assessment model that comes with the system"
    ),
    "assessment_model.opened": _l("opened a version of the self-assessment model for changes"),
    "assessment_model.copied": _l(
        "made a new version of the self-assessment model from version %(from)s"
    ),
    "assessment_model.changed": _l("changed a version of the self-assessment model"),
    "assessment_model.published": _l("put a version of the self-assessment model in use"),
    "assessment_model.discarded": _l("discarded a version of the self-assessment model"),
}

EVENTS = {
    "conference.created": _l("created the event %(conference)s"),
    "conference.changed": _l("changed the event %(conference)s"),
    "conference.publish": _l("published the programme of %(conference)s"),
    "conference.withdraw": _l("took back the programme of %(conference)s from the public"),
    "conference.close": _l("marked as held: %(conference)s"),
    "conference.archive": _l("put into the archive: %(conference)s"),
    "conference.point_saved": _l("saved a point of the programme of %(conference)s"),
    "conference.point_placed": _l("set the time of a point of the programme of %(conference)s"),
    "conference.point_moved": _l("changed the order of the programme of %(conference)s"),
    "conference.point_deleted": _l("deleted a point of the programme of %(conference)s"),
    "conference.room_saved": _l("saved a room of %(conference)s"),
    "conference.room_deleted": _l("deleted a room of %(conference)s"),
    "conference.programme_imported": _l(
        "imported the programme of %(conference)s; points: %(points)s"
    ),
    "conference.laureates_published": _l(
        "put the laureates into the programme of %(conference)s; points: %(slots)s"
    ),
    "conference.feedback_given": _l("gave an opinion about %(conference)s"),
    "registration.asked": _l("asked for a place at %(conference)s: %(registration)s"),
    "registration.confirmed": _l("gave a place at %(conference)s to %(registration)s"),
    "registration.waiting": _l("put on the waiting list of %(conference)s: %(registration)s"),
    "registration.moved_up": _l(
        "moved up from the waiting list of %(conference)s: %(registration)s"
    ),
    "registration.cancelled": _l("cancelled the place at %(conference)s: %(registration)s"),
    "registration.checked_in": _l("checked in at %(conference)s: %(registration)s"),
    "registration.check_in_undone": _l(
        "took back the check-in at %(conference)s: %(registration)s"
    ),
    "registration.mail_week": _l("reminded of %(conference)s a week before: %(registration)s"),
    "registration.mail_day": _l("reminded of %(conference)s a day before: %(registration)s"),
    "registration.mail_thanks": _l("thanked for taking part in %(conference)s: %(registration)s"),
}

PRACTICES = {
    "practice.mapped": _l(
        "chose the answers that good practices of the edition %(edition)s are drawn from"
    ),
    "practice.drafted": _l("drafted the good practice %(practice)s"),
    "practice.release_asked": _l("asked the applicant to release the good practice %(practice)s"),
    "practice.released": _l("released the good practice %(practice)s for publication"),
    "practice.edited": _l("changed the good practice %(practice)s"),
    "practice.published": _l("published the good practice %(practice)s"),
    "practice.withdrawn": _l("withdrew the good practice %(practice)s"),
    "adoption.said": _l("said that a practice is in use: %(practice)s"),
    "adoption.shown": _l("accepted that it is shown that a practice is in use: %(practice)s"),
    "adoption.refused": _l("refused to show that a practice is in use: %(practice)s"),
    "adoption.withdrawn": _l("withdrew the statement that a practice is in use: %(practice)s"),
    "article.created": _l("created an article of the knowledge base: %(article)s"),
    "article.changed": _l("changed an article of the knowledge base: %(article)s"),
    "article.publish": _l("published an article of the knowledge base: %(article)s"),
    "article.withdraw": _l("withdrew an article of the knowledge base: %(article)s"),
    "article.file_added": _l("attached a file to an article of the knowledge base: %(article)s"),
    "article.file_removed": _l("removed a file from an article of the knowledge base: %(article)s"),
    "knowledge.section_added": _l("added a section of the knowledge base"),
    "knowledge.section_changed": _l("changed a section of the knowledge base"),
    "knowledge.section_moved": _l("changed the order of the sections of the knowledge base"),
    "knowledge.section_deleted": _l("deleted a section of the knowledge base"),
}

LOG = {
    "log.check_asked": _l("had the chain of events checked"),
}
