"""Every score belongs to a round

Revision ID: 0003
Revises: 0002
"""

import secrets

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

FIRST_ROUND = {"pl": "Ocena merytoryczna", "en": "Merit assessment"}
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def _id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


def _give_every_edition_a_round(connection: sa.Connection) -> None:
    """What was scored so far was scored in one round, by the first version of its rubric."""
    tables = sa.MetaData()
    tables.reflect(connection, only=(
        "edition", "assessment_round", "rubric", "criterion", "juror", "assignment",
        "assignment_proposal", "score_card", "announcement",
    ))
    t = tables.tables
    edition, juror, assignment = t["edition"], t["juror"], t["assignment"]
    name = sa.literal(FIRST_ROUND, JSON)
    for edition_id, created_at in connection.execute(
        sa.select(edition.c.id, edition.c.created_at)
    ).all():
        round_id, rubric_id = _id(), _id()
        connection.execute(t["assessment_round"].insert().values(
            id=round_id, edition_id=edition_id, position=0, kind="desk", name=name, share=100,
        ))
        connection.execute(t["rubric"].insert().values(
            id=rubric_id, round_id=round_id, version=1, in_force_since=created_at, reason="",
        ))
        jurors = sa.select(juror.c.id).where(juror.c.edition_id == edition_id)
        assignments = sa.select(assignment.c.id).where(assignment.c.juror_id.in_(jurors))
        for table, column, value, condition in (
            ("criterion", "rubric_id", rubric_id, t["criterion"].c.edition_id == edition_id),
            ("assignment", "round_id", round_id, assignment.c.juror_id.in_(jurors)),
            ("assignment_proposal", "round_id", round_id,
             t["assignment_proposal"].c.edition_id == edition_id),
            ("score_card", "rubric_id", rubric_id,
             t["score_card"].c.assignment_id.in_(assignments)),
        ):
            connection.execute(t[table].update().where(condition).values({column: value}))
    done = t["announcement"]
    connection.execute(done.update().values(
        planned_for=done.c["at"], approved_at=done.c.prepared_at,
        approved_by_id=done.c.prepared_by_id,
    ))


def upgrade() -> None:
    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('planned_for', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('shows_places', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('approved_by_id', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('digest', sa.String(length=64), nullable=False, server_default=''))

    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('round_id', sa.String(length=16), nullable=True))

    with op.batch_alter_table('assignment_proposal', schema=None) as batch_op:
        batch_op.add_column(sa.Column('round_id', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('method', sa.String(length=20), nullable=False, server_default='whole'))
        batch_op.add_column(sa.Column('edits', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False, server_default='{}'))

    with op.batch_alter_table('conference', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=20), nullable=False, server_default='presenting'))
        batch_op.add_column(sa.Column('days', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('takes_registrations', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('least', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('capacity', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('per_organisation', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('registration_until', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('criterion', schema=None) as batch_op:
        batch_op.add_column(sa.Column('rubric_id', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('replaces_id', sa.String(length=16), nullable=True))

    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('departure', sa.Text(), nullable=False, server_default=''))

    with op.batch_alter_table('edition', schema=None) as batch_op:
        batch_op.add_column(sa.Column('card_mean', sa.String(length=20), nullable=False, server_default='mean'))

    with op.batch_alter_table('juror', schema=None) as batch_op:
        batch_op.add_column(sa.Column('round_ids', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False, server_default='[]'))

    with op.batch_alter_table('programme_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('room_id', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('materials', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False, server_default='[]'))

    with op.batch_alter_table('score_card', schema=None) as batch_op:
        batch_op.add_column(sa.Column('rubric_id', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('abstained_ids', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False, server_default='[]'))

    with op.batch_alter_table('tie_vote', schema=None) as batch_op:
        batch_op.add_column(sa.Column('round_id', sa.String(length=16), nullable=True))

    _give_every_edition_a_round(op.get_bind())

    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.alter_column('at',
               existing_type=sa.DATETIME(),
               nullable=True)
        batch_op.create_index(batch_op.f('ix_announcement_at'), ['at'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_announcement_approved_by_id_person'), 'person', ['approved_by_id'], ['id'])

    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.alter_column('round_id', existing_type=sa.String(length=16), nullable=False)
        batch_op.drop_index(batch_op.f('uq_assignment_live'), sqlite_where=sa.text('ended_at IS NULL'))
        batch_op.create_index('uq_assignment_live', ['juror_id', 'entry_id', 'round_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_assignment_round_id'), ['round_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_assignment_round_id_assessment_round'), 'assessment_round', ['round_id'], ['id'])

    with op.batch_alter_table('assignment_proposal', schema=None) as batch_op:
        batch_op.alter_column('round_id', existing_type=sa.String(length=16), nullable=False)
        batch_op.create_index(batch_op.f('ix_assignment_proposal_round_id'), ['round_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_assignment_proposal_round_id_assessment_round'), 'assessment_round', ['round_id'], ['id'])

    with op.batch_alter_table('criterion', schema=None) as batch_op:
        batch_op.alter_column('rubric_id', existing_type=sa.String(length=16), nullable=False)
        batch_op.create_index(batch_op.f('ix_criterion_rubric_id'), ['rubric_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_criterion_rubric_id_rubric'), 'rubric', ['rubric_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_criterion_replaces_id_criterion'), 'criterion', ['replaces_id'], ['id'])

    with op.batch_alter_table('programme_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_item_room_id'), ['room_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_programme_item_room_id_conference_room'), 'conference_room', ['room_id'], ['id'])

    with op.batch_alter_table('score_card', schema=None) as batch_op:
        batch_op.alter_column('rubric_id', existing_type=sa.String(length=16), nullable=False)
        batch_op.create_index(batch_op.f('ix_score_card_rubric_id'), ['rubric_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_score_card_rubric_id_rubric'), 'rubric', ['rubric_id'], ['id'])

    with op.batch_alter_table('tie_vote', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tie_vote_round_id'), ['round_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_tie_vote_round_id_assessment_round'), 'assessment_round', ['round_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('tie_vote', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_tie_vote_round_id_assessment_round'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_tie_vote_round_id'))
        batch_op.drop_column('round_id')

    with op.batch_alter_table('score_card', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_score_card_rubric_id_rubric'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_score_card_rubric_id'))
        batch_op.drop_column('abstained_ids')
        batch_op.drop_column('rubric_id')

    with op.batch_alter_table('programme_item', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_programme_item_room_id_conference_room'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_programme_item_room_id'))
        batch_op.drop_column('materials')
        batch_op.drop_column('room_id')

    with op.batch_alter_table('juror', schema=None) as batch_op:
        batch_op.drop_column('round_ids')

    with op.batch_alter_table('edition', schema=None) as batch_op:
        batch_op.drop_column('card_mean')

    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_column('departure')

    with op.batch_alter_table('criterion', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_criterion_replaces_id_criterion'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_criterion_rubric_id_rubric'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_criterion_rubric_id'))
        batch_op.drop_column('replaces_id')
        batch_op.drop_column('rubric_id')

    with op.batch_alter_table('conference', schema=None) as batch_op:
        batch_op.drop_column('registration_until')
        batch_op.drop_column('per_organisation')
        batch_op.drop_column('capacity')
        batch_op.drop_column('least')
        batch_op.drop_column('takes_registrations')
        batch_op.drop_column('days')
        batch_op.drop_column('kind')

    with op.batch_alter_table('assignment_proposal', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_assignment_proposal_round_id_assessment_round'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_assignment_proposal_round_id'))
        batch_op.drop_column('edits')
        batch_op.drop_column('method')
        batch_op.drop_column('round_id')

    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_assignment_round_id_assessment_round'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_assignment_round_id'))
        batch_op.drop_index('uq_assignment_live', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.create_index(batch_op.f('uq_assignment_live'), ['juror_id', 'entry_id'], unique=1, sqlite_where=sa.text('ended_at IS NULL'))
        batch_op.drop_column('round_id')

    with op.batch_alter_table('announcement', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_announcement_approved_by_id_person'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_announcement_at'))
        batch_op.alter_column('at',
               existing_type=sa.DATETIME(),
               nullable=False)
        batch_op.drop_column('digest')
        batch_op.drop_column('approved_at')
        batch_op.drop_column('approved_by_id')
        batch_op.drop_column('shows_places')
        batch_op.drop_column('planned_for')

