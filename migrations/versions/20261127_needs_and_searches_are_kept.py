"""needs and searches are kept.

Revision: a2cf6dc9630f, after d8394a78df9f. Forward only: there is no way back.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a2cf6dc9630f"
down_revision = "d8394a78df9f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked_text",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_text")),
        sa.UniqueConstraint("day", "text", name="uq_asked_text_same"),
    )
    op.create_table(
        "lexicon",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lexicon")),
    )
    op.create_table(
        "asked_by_day",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("competence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("region", sa.String(length=20), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("poor", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "region IN ('', 'nordjylland', 'midtjylland', 'syddanmark', 'sjaelland', 'hovedstaden')",
            name=op.f("ck_asked_by_day_region"),
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_asked_by_day_company_id")),
        sa.ForeignKeyConstraint(["competence_id"], ["competence.id"], name=op.f("fk_asked_by_day_competence_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_by_day")),
    )
    with op.batch_alter_table("asked_by_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asked_by_day_company_id"), ["company_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_asked_by_day_competence_id"), ["competence_id"], unique=False)
        batch_op.create_index(
            "uq_asked_by_day_company",
            ["day", "competence_id", "region", "company_id"],
            unique=True,
            sqlite_where=sa.text("company_id IS NOT NULL"),
            postgresql_where=sa.text("company_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_asked_by_day_nobody",
            ["day", "competence_id", "region"],
            unique=True,
            sqlite_where=sa.text("company_id IS NULL"),
            postgresql_where=sa.text("company_id IS NULL"),
        )

    op.create_table(
        "need",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kept_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("postcode_code", sa.String(length=4), nullable=True),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("budget >= 0", name=op.f("ck_need_budget")),
        sa.CheckConstraint("done_by >= starts_on", name=op.f("ck_need_done_after_start")),
        sa.CheckConstraint("headcount >= 1", name=op.f("ck_need_headcount")),
        sa.CheckConstraint("hours >= 0", name=op.f("ck_need_hours")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_need_company_id")),
        sa.ForeignKeyConstraint(["kept_by_id"], ["person.id"], name=op.f("fk_need_kept_by_id")),
        sa.ForeignKeyConstraint(["postcode_code"], ["postcode.code"], name=op.f("fk_need_postcode_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("ref", name=op.f("uq_need_ref")),
    )
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_company_id"), ["company_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_kept_by_id"), ["kept_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_postcode_code"), ["postcode_code"], unique=False)

    op.create_table(
        "watch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("query", sa.String(length=4000), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("every", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("tellings", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("every IN ('at_once', 'daily', 'weekly')", name=op.f("ck_watch_every")),
        sa.CheckConstraint("language IN ('da', 'en')", name=op.f("ck_watch_language")),
        sa.CheckConstraint("status IN ('active', 'stopped')", name=op.f("ck_watch_status")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_watch_company_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_watch_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
        sa.UniqueConstraint("company_id", "person_id", "mark", name="uq_watch_same"),
        sa.UniqueConstraint("ref", name=op.f("uq_watch_ref")),
    )
    with op.batch_alter_table("watch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_watch_company_id"), ["company_id"], unique=False)
        batch_op.create_index("ix_watch_due", ["status", "look_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_watch_person_id"), ["person_id"], unique=False)

    op.create_table(
        "need_competence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("need_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("competence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("now", sa.Integer(), nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.CheckConstraint("now BETWEEN 1 AND 4", name=op.f("ck_need_competence_now")),
        sa.CheckConstraint("wanted BETWEEN 1 AND 4", name=op.f("ck_need_competence_wanted")),
        sa.ForeignKeyConstraint(["competence_id"], ["competence.id"], name=op.f("fk_need_competence_competence_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_competence_need_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_competence")),
        sa.UniqueConstraint("need_id", "competence_id", name=op.f("uq_need_competence_need_id_competence_id")),
    )
    with op.batch_alter_table("need_competence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_competence_competence_id"), ["competence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_competence_need_id"), ["need_id"], unique=False)

    op.create_table(
        "watch_hit",
        sa.Column("watch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("offer_ref", sa.String(length=16), nullable=False),
        sa.Column("telling", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["watch_id"], ["watch.id"], name=op.f("fk_watch_hit_watch_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("watch_id", "offer_ref", name=op.f("pk_watch_hit")),
    )
    with op.batch_alter_table("competence") as batch_op:
        batch_op.add_column(sa.Column("escos", sa.String(length=5), server_default="", nullable=False))
        batch_op.alter_column("field_key", existing_type=sa.String(length=40), nullable=True)
        batch_op.drop_constraint(batch_op.f("ck_competence_kind"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_competence_kind"), "kind IN ('skill', 'knowledge', 'group')")
    for table in ("competence_broader", "occupation_competence"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("source", sa.String(length=4), server_default="own", nullable=False))
            batch_op.create_check_constraint(batch_op.f(f"ck_{table}_source"), "source IN ('esco', 'own')")
    with op.batch_alter_table("occupation") as batch_op:
        batch_op.add_column(sa.Column("escos", sa.String(length=5), server_default="", nullable=False))
        batch_op.add_column(sa.Column("esco_alternatives_da", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("esco_alternatives_en", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    raise RuntimeError("migrations go forward only; restore a backup instead")
