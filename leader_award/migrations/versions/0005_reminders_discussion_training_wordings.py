"""Reminders, discussion, training, mail wordings, sheets

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('bulk_check',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('edition_id', sa.String(length=16), nullable=False),
    sa.Column('made_by_id', sa.String(length=16), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('held_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(length=20), nullable=False),
    sa.Column('made', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_bulk_check_edition_id_edition')),
    sa.ForeignKeyConstraint(['made_by_id'], ['person.id'], name=op.f('fk_bulk_check_made_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_check'))
    )
    with op.batch_alter_table('bulk_check', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bulk_check_edition_id'), ['edition_id'], unique=False)

    op.create_table('file_preview',
    sa.Column('file_id', sa.String(length=16), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.Column('sizes', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('failure', sa.String(length=20), nullable=False),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_file_preview_file_id_stored_file'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('file_id', name=op.f('pk_file_preview'))
    )
    op.create_table('mail_wording',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('template', sa.String(length=80), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('shipped', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_mail_wording_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_wording')),
    sa.UniqueConstraint('template', 'language', 'number', name=op.f('uq_mail_wording_template_language_number'))
    )
    with op.batch_alter_table('mail_wording', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mail_wording_by_id'), ['by_id'], unique=False)

    op.create_table('seeing',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('by_id', sa.String(length=16), nullable=False),
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('session_id', sa.String(length=16), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_seeing_by_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_seeing_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seeing'))
    )
    with op.batch_alter_table('seeing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_seeing_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_seeing_person_id'), ['person_id'], unique=False)

    op.create_table('discussion',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('round_id', sa.String(length=16), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by_id', sa.String(length=16), nullable=True),
    sa.Column('shows_cards', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.ForeignKeyConstraint(['opened_by_id'], ['person.id'], name=op.f('fk_discussion_opened_by_id_person')),
    sa.ForeignKeyConstraint(['round_id'], ['assessment_round.id'], name=op.f('fk_discussion_round_id_assessment_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_discussion'))
    )
    with op.batch_alter_table('discussion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_discussion_round_id'), ['round_id'], unique=True)

    op.create_table('sheet_import',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('edition_id', sa.String(length=16), nullable=False),
    sa.Column('juror_id', sa.String(length=16), nullable=True),
    sa.Column('round_id', sa.String(length=16), nullable=True),
    sa.Column('file_id', sa.String(length=16), nullable=True),
    sa.Column('uploaded_by_id', sa.String(length=16), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('made_ids', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('counts', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_sheet_import_edition_id_edition')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_sheet_import_file_id_stored_file')),
    sa.ForeignKeyConstraint(['juror_id'], ['juror.id'], name=op.f('fk_sheet_import_juror_id_juror')),
    sa.ForeignKeyConstraint(['round_id'], ['assessment_round.id'], name=op.f('fk_sheet_import_round_id_assessment_round')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['person.id'], name=op.f('fk_sheet_import_uploaded_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_import'))
    )
    with op.batch_alter_table('sheet_import', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sheet_import_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sheet_import_file_id'), ['file_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sheet_import_juror_id'), ['juror_id'], unique=False)

    op.create_table('agenda_item',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('discussion_id', sa.String(length=16), nullable=False),
    sa.Column('entry_id', sa.String(length=16), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('removed_reason', sa.Text(), nullable=False),
    sa.Column('current_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_by_id', sa.String(length=16), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opened_by_id', sa.String(length=16), nullable=True),
    sa.Column('conclusion', sa.Text(), nullable=False),
    sa.Column('concluded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_agenda_item_asked_by_id_person')),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_agenda_item_discussion_id_discussion')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_agenda_item_entry_id_entry')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['person.id'], name=op.f('fk_agenda_item_opened_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_item')),
    sa.UniqueConstraint('discussion_id', 'entry_id', name=op.f('uq_agenda_item_discussion_id_entry_id'))
    )
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agenda_item_discussion_id'), ['discussion_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agenda_item_entry_id'), ['entry_id'], unique=False)

    op.create_table('draft_reminder',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('entry_id', sa.String(length=16), nullable=False),
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('stage', sa.String(length=10), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_draft_reminder_entry_id_entry')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_draft_reminder_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft_reminder')),
    sa.UniqueConstraint('entry_id', 'person_id', 'stage', name=op.f('uq_draft_reminder_entry_id_person_id_stage'))
    )
    with op.batch_alter_table('draft_reminder', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_reminder_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_draft_reminder_person_id'), ['person_id'], unique=False)

    op.create_table('stopped_reminders',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('entry_id', sa.String(length=16), nullable=False),
    sa.Column('person_id', sa.String(length=16), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_stopped_reminders_entry_id_entry')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_stopped_reminders_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stopped_reminders')),
    sa.UniqueConstraint('entry_id', 'person_id', name=op.f('uq_stopped_reminders_entry_id_person_id'))
    )
    with op.batch_alter_table('stopped_reminders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stopped_reminders_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_stopped_reminders_person_id'), ['person_id'], unique=False)

    op.create_table('training',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('round_id', sa.String(length=16), nullable=False),
    sa.Column('rubric_id', sa.String(length=16), nullable=True),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('required', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['round_id'], ['assessment_round.id'], name=op.f('fk_training_round_id_assessment_round')),
    sa.ForeignKeyConstraint(['rubric_id'], ['rubric.id'], name=op.f('fk_training_rubric_id_rubric')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training'))
    )
    with op.batch_alter_table('training', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_training_round_id'), ['round_id'], unique=True)

    op.create_table('training_sample',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('training_id', sa.String(length=16), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('source_id', sa.String(length=16), nullable=True),
    sa.ForeignKeyConstraint(['source_id'], ['entry.id'], name=op.f('fk_training_sample_source_id_entry')),
    sa.ForeignKeyConstraint(['training_id'], ['training.id'], name=op.f('fk_training_sample_training_id_training')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_sample'))
    )
    with op.batch_alter_table('training_sample', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_training_sample_training_id'), ['training_id'], unique=False)

    op.create_table('score_change',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('item_id', sa.String(length=16), nullable=False),
    sa.Column('card_id', sa.String(length=16), nullable=False),
    sa.Column('rubric_id', sa.String(length=16), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('before', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('after', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('comment_to_jury', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['card_id'], ['score_card.id'], name=op.f('fk_score_change_card_id_score_card')),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_score_change_item_id_agenda_item')),
    sa.ForeignKeyConstraint(['rubric_id'], ['rubric.id'], name=op.f('fk_score_change_rubric_id_rubric')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_score_change'))
    )
    with op.batch_alter_table('score_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_score_change_card_id'), ['card_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_score_change_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_score_change_rubric_id'), ['rubric_id'], unique=False)

    op.create_table('training_card',
    sa.Column('id', sa.String(length=16), nullable=False),
    sa.Column('sample_id', sa.String(length=16), nullable=False),
    sa.Column('juror_id', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('answers', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finalised_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['juror_id'], ['juror.id'], name=op.f('fk_training_card_juror_id_juror')),
    sa.ForeignKeyConstraint(['sample_id'], ['training_sample.id'], name=op.f('fk_training_card_sample_id_training_sample')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_card')),
    sa.UniqueConstraint('sample_id', 'juror_id', name=op.f('uq_training_card_sample_id_juror_id'))
    )
    with op.batch_alter_table('training_card', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_training_card_juror_id'), ['juror_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_training_card_sample_id'), ['sample_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('training_card', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_training_card_sample_id'))
        batch_op.drop_index(batch_op.f('ix_training_card_juror_id'))

    op.drop_table('training_card')
    with op.batch_alter_table('score_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_score_change_rubric_id'))
        batch_op.drop_index(batch_op.f('ix_score_change_item_id'))
        batch_op.drop_index(batch_op.f('ix_score_change_card_id'))

    op.drop_table('score_change')
    with op.batch_alter_table('training_sample', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_training_sample_training_id'))

    op.drop_table('training_sample')
    with op.batch_alter_table('training', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_training_round_id'))

    op.drop_table('training')
    with op.batch_alter_table('stopped_reminders', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_stopped_reminders_person_id'))
        batch_op.drop_index(batch_op.f('ix_stopped_reminders_entry_id'))

    op.drop_table('stopped_reminders')
    with op.batch_alter_table('draft_reminder', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_reminder_person_id'))
        batch_op.drop_index(batch_op.f('ix_draft_reminder_entry_id'))

    op.drop_table('draft_reminder')
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_agenda_item_entry_id'))
        batch_op.drop_index(batch_op.f('ix_agenda_item_discussion_id'))

    op.drop_table('agenda_item')
    with op.batch_alter_table('sheet_import', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sheet_import_juror_id'))
        batch_op.drop_index(batch_op.f('ix_sheet_import_file_id'))
        batch_op.drop_index(batch_op.f('ix_sheet_import_edition_id'))

    op.drop_table('sheet_import')
    with op.batch_alter_table('discussion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_discussion_round_id'))

    op.drop_table('discussion')
    with op.batch_alter_table('seeing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_seeing_person_id'))
        batch_op.drop_index(batch_op.f('ix_seeing_by_id'))

    op.drop_table('seeing')
    with op.batch_alter_table('mail_wording', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mail_wording_by_id'))

    op.drop_table('mail_wording')
    op.drop_table('file_preview')
    with op.batch_alter_table('bulk_check', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_bulk_check_edition_id'))

    op.drop_table('bulk_check')
