"""Tables of rounds, events, diplomas, practices and knowledge

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from leader_award.platform.audit import guard_statements, unguard_statements

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in guard_statements(op.get_bind().dialect.name):
        op.execute(statement)
    op.create_table('assessment_model',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('intro', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('dimensions', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_model')),
    sa.UniqueConstraint('number', name=op.f('uq_assessment_model_number'))
    )
    with op.batch_alter_table('assessment_model', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assessment_model_state'), ['state'], unique=False)

    op.create_table('knowledge_section',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('description', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_section')),
    sa.UniqueConstraint('slug', name=op.f('uq_knowledge_section_slug'))
    )
    op.create_table('search_document',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('key', sa.String(length=16), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'key', name=op.f('pk_search_document'))
    )
    op.create_table('search_term',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('term', sa.String(length=40).with_variant(sa.String(length=40, collation='C'), 'postgresql'), nullable=False),
    sa.Column('key', sa.String(length=16), nullable=False),
    sa.Column('impact', sa.Double(), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'term', 'key', name=op.f('pk_search_term')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('search_term', schema=None) as batch_op:
        batch_op.create_index('ix_search_term_document', ['kind', 'key'], unique=False)

    op.create_table('article',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('section_id', sa.String(length=16), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('title', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('summary', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('body', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['section_id'], ['knowledge_section.id'], name=op.f('fk_article_section_id_knowledge_section')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article')),
    sa.UniqueConstraint('slug', name=op.f('uq_article_slug'))
    )
    with op.batch_alter_table('article', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_article_section_id'), ['section_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_article_state'), ['state'], unique=False)

    op.create_table('assessment_round',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('edition_id', sa.String(length=16), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('name', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('share', sa.Integer(), nullable=False),
    sa.Column('jurors_per_entry', sa.Integer(), nullable=True),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_assessment_round_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_round'))
    )
    with op.batch_alter_table('assessment_round', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assessment_round_edition_id'), ['edition_id'], unique=False)

    op.create_table('diploma',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('subject', sa.String(length=60), nullable=False),
    sa.Column('edition_id', sa.String(length=16), nullable=True),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('content', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_reason', sa.String(length=500), nullable=False),
    sa.Column('file_id', sa.String(length=16), nullable=True),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_diploma_edition_id_edition')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_diploma_file_id_stored_file')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_diploma')),
    sa.UniqueConstraint('code', name=op.f('uq_diploma_code'))
    )
    with op.batch_alter_table('diploma', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_diploma_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_diploma_file_id'), ['file_id'], unique=False)
        batch_op.create_index('ix_diploma_subject', ['kind', 'subject'], unique=False)
        batch_op.create_index('uq_diploma_valid', ['kind', 'subject'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    op.create_table('diploma_batch',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('edition_id', sa.String(length=16), nullable=False),
    sa.Column('kinds', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.String(length=16), nullable=True),
    sa.Column('alive_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('archive_id', sa.String(length=16), nullable=True),
    sa.Column('print_id', sa.String(length=16), nullable=True),
    sa.ForeignKeyConstraint(['archive_id'], ['stored_file.id'], name=op.f('fk_diploma_batch_archive_id_stored_file')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_diploma_batch_edition_id_edition')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_diploma_batch_made_by_id_person')),
    sa.ForeignKeyConstraint(['print_id'], ['stored_file.id'], name=op.f('fk_diploma_batch_print_id_stored_file')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_diploma_batch'))
    )
    with op.batch_alter_table('diploma_batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_diploma_batch_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_diploma_batch_state'), ['state'], unique=False)

    op.create_table('diploma_template',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('edition_id', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('body', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('place_and_date', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('signatures', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('orientation', sa.String(length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_diploma_template_edition_id_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_diploma_template')),
    sa.UniqueConstraint('edition_id', 'kind', name=op.f('uq_diploma_template_edition_id_kind'))
    )
    with op.batch_alter_table('diploma_template', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_diploma_template_edition_id'), ['edition_id'], unique=False)

    op.create_table('partnership',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('slug', sa.String(length=120), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('name_key', sa.String(length=1000), nullable=False),
    sa.Column('sort_key', sa.String(length=300), nullable=False),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('legal_form', sa.String(length=40), nullable=False),
    sa.Column('functional_area', sa.String(length=300), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('assistant', sa.String(length=200), nullable=False),
    sa.Column('advisers', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('seat_terc', sa.String(length=6), nullable=True),
    sa.Column('seat_assumed', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['seat_terc'], ['unit.terc'], name=op.f('fk_partnership_seat_terc_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partnership')),
    sa.UniqueConstraint('name_key', name=op.f('uq_partnership_name_key')),
    sa.UniqueConstraint('slug', name=op.f('uq_partnership_slug'))
    )
    with op.batch_alter_table('partnership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partnership_legal_form'), ['legal_form'], unique=False)
        batch_op.create_index(batch_op.f('ix_partnership_seat_terc'), ['seat_terc'], unique=False)
        batch_op.create_index(batch_op.f('ix_partnership_sort_key'), ['sort_key'], unique=False)

    op.create_table('practice_mapping',
    sa.Column('edition_id', sa.String(length=16), nullable=False),
    sa.Column('questions', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_practice_mapping_edition_id_edition')),
    sa.PrimaryKeyConstraint('edition_id', name=op.f('pk_practice_mapping'))
    )
    op.create_table('press_text',
    sa.Column('edition_id', sa.String(length=16), nullable=False),
    sa.Column('text', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('contact', sa.String(length=300), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_press_text_edition_id_edition')),
    sa.PrimaryKeyConstraint('edition_id', name=op.f('pk_press_text'))
    )
    op.create_table('article_file',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('article_id', sa.String(length=16), nullable=False),
    sa.Column('file_id', sa.String(length=16), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_article_file_article_id_article')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_article_file_file_id_stored_file')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_file')),
    sa.UniqueConstraint('file_id', name=op.f('uq_article_file_file_id'))
    )
    with op.batch_alter_table('article_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_article_file_article_id'), ['article_id'], unique=False)

    op.create_table('article_version',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('article_id', sa.String(length=16), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('summary', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('body', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.String(length=16), nullable=True),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_article_version_article_id_article')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_article_version_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article_version')),
    sa.UniqueConstraint('article_id', 'number', name=op.f('uq_article_version_article_id_number'))
    )
    with op.batch_alter_table('article_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_article_version_article_id'), ['article_id'], unique=False)

    op.create_table('assessment',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('partnership_id', sa.String(length=16), nullable=False),
    sa.Column('model_id', sa.String(length=16), nullable=False),
    sa.Column('started_by_id', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answers_closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('joint', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('steps', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['model_id'], ['assessment_model.id'], name=op.f('fk_assessment_model_id_assessment_model')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_assessment_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['started_by_id'], ['person.id'], name=op.f('fk_assessment_started_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment'))
    )
    with op.batch_alter_table('assessment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assessment_model_id'), ['model_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessment_partnership_id'), ['partnership_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessment_started_by_id'), ['started_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessment_state'), ['state'], unique=False)

    op.create_table('conference_feedback',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('conference_id', sa.String(length=16), nullable=False),
    sa.Column('marks', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], name=op.f('fk_conference_feedback_conference_id_conference')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conference_feedback'))
    )
    with op.batch_alter_table('conference_feedback', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_conference_feedback_conference_id'), ['conference_id'], unique=False)

    op.create_table('conference_room',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('conference_id', sa.String(length=16), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], name=op.f('fk_conference_room_conference_id_conference')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conference_room')),
    sa.UniqueConstraint('conference_id', 'name', name=op.f('uq_conference_room_conference_id_name'))
    )
    with op.batch_alter_table('conference_room', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_conference_room_conference_id'), ['conference_id'], unique=False)

    op.create_table('partnership_event',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('partnership_id', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_partnership_event_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partnership_event'))
    )
    with op.batch_alter_table('partnership_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partnership_event_partnership_id'), ['partnership_id'], unique=False)

    op.create_table('partnership_member',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('partnership_id', sa.String(length=16), nullable=False),
    sa.Column('organisation_id', sa.String(length=16), nullable=False),
    sa.Column('leads', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_partnership_member_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_partnership_member_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partnership_member')),
    sa.UniqueConstraint('partnership_id', 'organisation_id', name=op.f('uq_partnership_member_partnership_id_organisation_id'))
    )
    with op.batch_alter_table('partnership_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partnership_member_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_partnership_member_partnership_id'), ['partnership_id'], unique=False)

    op.create_table('partnership_support',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('partnership_id', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_partnership_support_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partnership_support')),
    sa.UniqueConstraint('partnership_id', 'kind', name=op.f('uq_partnership_support_partnership_id_kind'))
    )
    with op.batch_alter_table('partnership_support', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partnership_support_kind'), ['kind'], unique=False)
        batch_op.create_index(batch_op.f('ix_partnership_support_partnership_id'), ['partnership_id'], unique=False)

    op.create_table('registration',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('conference_id', sa.String(length=16), nullable=False),
    sa.Column('code', sa.String(length=10), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('search_name', sa.String(length=200), nullable=False),
    sa.Column('organisation', sa.String(length=300), nullable=False),
    sa.Column('organisation_key', sa.String(length=300), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_week_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminded_day_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('thanked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_in_by_id', sa.String(length=16), nullable=True),
    sa.Column('gave_feedback', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['checked_in_by_id'], ['person.id'], name=op.f('fk_registration_checked_in_by_id_person')),
    sa.ForeignKeyConstraint(['conference_id'], ['conference.id'], name=op.f('fk_registration_conference_id_conference')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration')),
    sa.UniqueConstraint('code', name=op.f('uq_registration_code')),
    sa.UniqueConstraint('conference_id', 'email', name=op.f('uq_registration_conference_id_email'))
    )
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_registration_conference_id'), ['conference_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_registration_email'), ['email'], unique=False)
        batch_op.create_index(batch_op.f('ix_registration_state'), ['state'], unique=False)

    op.create_table('rubric',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('round_id', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('in_force_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['assessment_round.id'], name=op.f('fk_rubric_round_id_assessment_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rubric')),
    sa.UniqueConstraint('round_id', 'version', name=op.f('uq_rubric_round_id_version'))
    )
    with op.batch_alter_table('rubric', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rubric_round_id'), ['round_id'], unique=False)

    op.create_table('assessment_answer',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('assessment_id', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('token_digest', sa.String(length=64), nullable=False),
    sa.Column('levels', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('invited_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], name=op.f('fk_assessment_answer_assessment_id_assessment')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_answer')),
    sa.UniqueConstraint('assessment_id', 'email', name=op.f('uq_assessment_answer_assessment_id_email')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_assessment_answer_token_digest'))
    )
    with op.batch_alter_table('assessment_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assessment_answer_assessment_id'), ['assessment_id'], unique=False)

    op.create_table('entry_need',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('round_id', sa.String(length=16), nullable=False),
    sa.Column('entry_id', sa.String(length=16), nullable=False),
    sa.Column('needed', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_need_entry_id_entry')),
    sa.ForeignKeyConstraint(['round_id'], ['assessment_round.id'], name=op.f('fk_entry_need_round_id_assessment_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_need')),
    sa.UniqueConstraint('round_id', 'entry_id', name=op.f('uq_entry_need_round_id_entry_id'))
    )
    with op.batch_alter_table('entry_need', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_entry_need_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_entry_need_round_id'), ['round_id'], unique=False)

    op.create_table('practice',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('slug', sa.String(length=90), nullable=False),
    sa.Column('entry_id', sa.String(length=16), nullable=False),
    sa.Column('edition_id', sa.String(length=16), nullable=False),
    sa.Column('organisation_id', sa.String(length=16), nullable=False),
    sa.Column('unit_terc', sa.String(length=6), nullable=True),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('theme', sa.String(length=20), nullable=False),
    sa.Column('cooperation', sa.String(length=20), nullable=False),
    sa.Column('population', sa.Integer(), nullable=True),
    sa.Column('licence', sa.String(length=20), nullable=False),
    sa.Column('content', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('cost', sa.Integer(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_practice_edition_id_edition')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_practice_entry_id_entry')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_practice_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['unit_terc'], ['unit.terc'], name=op.f('fk_practice_unit_terc_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_practice_entry_id')),
    sa.UniqueConstraint('slug', name=op.f('uq_practice_slug'))
    )
    with op.batch_alter_table('practice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_practice_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_practice_published_at'), ['published_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_practice_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_practice_unit_terc'), ['unit_terc'], unique=False)

    op.create_table('press_picture',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('edition_id', sa.String(length=16), nullable=False),
    sa.Column('entry_id', sa.String(length=16), nullable=True),
    sa.Column('alternative', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('credit', sa.String(length=200), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by_id', sa.String(length=16), nullable=True),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['added_by_id'], ['person.id'], name=op.f('fk_press_picture_added_by_id_person')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_press_picture_edition_id_edition')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_press_picture_entry_id_entry')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_press_picture'))
    )
    with op.batch_alter_table('press_picture', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_press_picture_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_press_picture_entry_id'), ['entry_id'], unique=False)

    op.create_table('round_entry',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('round_id', sa.String(length=16), nullable=False),
    sa.Column('entry_id', sa.String(length=16), nullable=False),
    sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_round_entry_entry_id_entry')),
    sa.ForeignKeyConstraint(['round_id'], ['assessment_round.id'], name=op.f('fk_round_entry_round_id_assessment_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_entry')),
    sa.UniqueConstraint('round_id', 'entry_id', name=op.f('uq_round_entry_round_id_entry_id'))
    )
    with op.batch_alter_table('round_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_round_entry_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_round_entry_round_id'), ['round_id'], unique=False)

    op.create_table('practice_adoption',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('practice_id', sa.String(length=16), nullable=False),
    sa.Column('organisation_id', sa.String(length=16), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('said_by_id', sa.String(length=16), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_practice_adoption_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_practice_adoption_practice_id_practice')),
    sa.ForeignKeyConstraint(['said_by_id'], ['person.id'], name=op.f('fk_practice_adoption_said_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_adoption')),
    sa.UniqueConstraint('practice_id', 'organisation_id', name=op.f('uq_practice_adoption_practice_id_organisation_id'))
    )
    with op.batch_alter_table('practice_adoption', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_adoption_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_practice_adoption_practice_id'), ['practice_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_practice_adoption_state'), ['state'], unique=False)

    op.create_table('practice_field',
    sa.Column('practice_id', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('changed_by', sa.String(length=20), nullable=False),
    sa.Column('released_text', sa.Text(), nullable=True),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('released_by_id', sa.String(length=16), nullable=True),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_practice_field_practice_id_practice')),
    sa.ForeignKeyConstraint(['released_by_id'], ['person.id'], name=op.f('fk_practice_field_released_by_id_person')),
    sa.PrimaryKeyConstraint('practice_id', 'name', name=op.f('pk_practice_field'))
    )
    op.create_table('practice_version',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('practice_id', sa.String(length=16), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('content', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_practice_version_practice_id_practice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_version')),
    sa.UniqueConstraint('practice_id', 'number', name=op.f('uq_practice_version_practice_id_number'))
    )
    with op.batch_alter_table('practice_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_version_practice_id'), ['practice_id'], unique=False)

    op.create_table('press_rendition',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('picture_id', sa.String(length=16), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_press_rendition_file_id_stored_file')),
    sa.ForeignKeyConstraint(['picture_id'], ['press_picture.id'], name=op.f('fk_press_rendition_picture_id_press_picture')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_press_rendition'))
    )
    with op.batch_alter_table('press_rendition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_press_rendition_file_id'), ['file_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_press_rendition_picture_id'), ['picture_id'], unique=False)



def downgrade() -> None:
    for statement in unguard_statements(op.get_bind().dialect.name):
        op.execute(statement)
    with op.batch_alter_table('press_rendition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_press_rendition_picture_id'))
        batch_op.drop_index(batch_op.f('ix_press_rendition_file_id'))

    op.drop_table('press_rendition')
    with op.batch_alter_table('practice_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_practice_version_practice_id'))

    op.drop_table('practice_version')
    op.drop_table('practice_field')
    with op.batch_alter_table('practice_adoption', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_practice_adoption_state'))
        batch_op.drop_index(batch_op.f('ix_practice_adoption_practice_id'))
        batch_op.drop_index(batch_op.f('ix_practice_adoption_organisation_id'))

    op.drop_table('practice_adoption')
    with op.batch_alter_table('round_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_round_entry_round_id'))
        batch_op.drop_index(batch_op.f('ix_round_entry_entry_id'))

    op.drop_table('round_entry')
    with op.batch_alter_table('press_picture', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_press_picture_entry_id'))
        batch_op.drop_index(batch_op.f('ix_press_picture_edition_id'))

    op.drop_table('press_picture')
    with op.batch_alter_table('practice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_practice_unit_terc'))
        batch_op.drop_index(batch_op.f('ix_practice_state'))
        batch_op.drop_index(batch_op.f('ix_practice_published_at'))
        batch_op.drop_index(batch_op.f('ix_practice_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_practice_edition_id'))

    op.drop_table('practice')
    with op.batch_alter_table('entry_need', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_entry_need_round_id'))
        batch_op.drop_index(batch_op.f('ix_entry_need_entry_id'))

    op.drop_table('entry_need')
    with op.batch_alter_table('assessment_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assessment_answer_assessment_id'))

    op.drop_table('assessment_answer')
    with op.batch_alter_table('rubric', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rubric_round_id'))

    op.drop_table('rubric')
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_registration_state'))
        batch_op.drop_index(batch_op.f('ix_registration_email'))
        batch_op.drop_index(batch_op.f('ix_registration_conference_id'))

    op.drop_table('registration')
    with op.batch_alter_table('partnership_support', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_partnership_support_partnership_id'))
        batch_op.drop_index(batch_op.f('ix_partnership_support_kind'))

    op.drop_table('partnership_support')
    with op.batch_alter_table('partnership_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_partnership_member_partnership_id'))
        batch_op.drop_index(batch_op.f('ix_partnership_member_organisation_id'))

    op.drop_table('partnership_member')
    with op.batch_alter_table('partnership_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_partnership_event_partnership_id'))

    op.drop_table('partnership_event')
    with op.batch_alter_table('conference_room', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_conference_room_conference_id'))

    op.drop_table('conference_room')
    with op.batch_alter_table('conference_feedback', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_conference_feedback_conference_id'))

    op.drop_table('conference_feedback')
    with op.batch_alter_table('assessment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assessment_state'))
        batch_op.drop_index(batch_op.f('ix_assessment_started_by_id'))
        batch_op.drop_index(batch_op.f('ix_assessment_partnership_id'))
        batch_op.drop_index(batch_op.f('ix_assessment_model_id'))

    op.drop_table('assessment')
    with op.batch_alter_table('article_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_article_version_article_id'))

    op.drop_table('article_version')
    with op.batch_alter_table('article_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_article_file_article_id'))

    op.drop_table('article_file')
    op.drop_table('press_text')
    op.drop_table('practice_mapping')
    with op.batch_alter_table('partnership', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_partnership_sort_key'))
        batch_op.drop_index(batch_op.f('ix_partnership_seat_terc'))
        batch_op.drop_index(batch_op.f('ix_partnership_legal_form'))

    op.drop_table('partnership')
    with op.batch_alter_table('diploma_template', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_diploma_template_edition_id'))

    op.drop_table('diploma_template')
    with op.batch_alter_table('diploma_batch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_diploma_batch_state'))
        batch_op.drop_index(batch_op.f('ix_diploma_batch_edition_id'))

    op.drop_table('diploma_batch')
    with op.batch_alter_table('diploma', schema=None) as batch_op:
        batch_op.drop_index('uq_diploma_valid', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))
        batch_op.drop_index('ix_diploma_subject')
        batch_op.drop_index(batch_op.f('ix_diploma_file_id'))
        batch_op.drop_index(batch_op.f('ix_diploma_edition_id'))

    op.drop_table('diploma')
    with op.batch_alter_table('assessment_round', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assessment_round_edition_id'))

    op.drop_table('assessment_round')
    with op.batch_alter_table('article', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_article_state'))
        batch_op.drop_index(batch_op.f('ix_article_section_id'))

    op.drop_table('article')
    with op.batch_alter_table('search_term', schema=None) as batch_op:
        batch_op.drop_index('ix_search_term_document')

    op.drop_table('search_term')
    op.drop_table('search_document')
    op.drop_table('knowledge_section')
    with op.batch_alter_table('assessment_model', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assessment_model_state'))

    op.drop_table('assessment_model')
