"""prices without the state grant.

Revision: 5413fb39ca84, after a2cf6dc9630f. Forward only: there is no way back.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5413fb39ca84"
down_revision = "a2cf6dc9630f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "funding_scheme",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name_da", sa.String(length=120), server_default="", nullable=False),
        sa.Column("name_en", sa.String(length=120), server_default="", nullable=False),
        sa.Column("rule_da", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("rule_en", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("most_a_head", sa.BigInteger(), nullable=True),
        sa.Column("only_open_education", sa.Boolean(), nullable=False),
        sa.Column("only_small", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("changed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source LIKE 'https://%'", name=op.f("ck_funding_scheme_source")),
        sa.CheckConstraint("status IN ('shown', 'hidden')", name=op.f("ck_funding_scheme_status")),
        sa.CheckConstraint("most_a_head IS NULL OR most_a_head >= 0", name=op.f("ck_funding_scheme_most_a_head")),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_funding_scheme_percent")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_funding_scheme_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_scheme")),
        sa.UniqueConstraint("key", name=op.f("uq_funding_scheme_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_funding_scheme_ref")),
    )
    with op.batch_alter_table("funding_scheme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_funding_scheme_changed_by_id"), ["changed_by_id"], unique=False)

    op.create_table(
        "pass_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("buyer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issuer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["company.id"], name=op.f("fk_pass_account_buyer_id")),
        sa.ForeignKeyConstraint(["issuer_id"], ["institution.id"], name=op.f("fk_pass_account_issuer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass_account")),
        sa.UniqueConstraint("buyer_id", "issuer_id", name=op.f("uq_pass_account_buyer_id_issuer_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_pass_account_ref")),
    )
    with op.batch_alter_table("pass_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pass_account_issuer_id"), ["issuer_id"], unique=False)

    op.create_table(
        "approval",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("subject_ref", sa.String(length=40), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("overrun", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "status IN ('waiting', 'approved', 'declined', 'withdrawn')", name=op.f("ck_approval_status")
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> asked_by_id", name=op.f("ck_approval_second_person")
        ),
        sa.CheckConstraint("overrun >= 0", name=op.f("ck_approval_overrun")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_approval_asked_by_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_approval_company_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_approval_decided_by_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_approval_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("ref", name=op.f("uq_approval_ref")),
    )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_company_id"), ["company_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_department_id"), ["department_id"], unique=False)
        batch_op.create_index(
            "uq_approval_waiting",
            ["subject_ref"],
            unique=True,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )

    op.create_table(
        "approval_limit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("above", sa.BigInteger(), nullable=False),
        sa.Column("changed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("above >= 0", name=op.f("ck_approval_limit_above")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_approval_limit_changed_by_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_approval_limit_company_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_approval_limit_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_limit")),
        sa.UniqueConstraint("company_id", "department_id", name=op.f("uq_approval_limit_company_id_department_id")),
    )
    with op.batch_alter_table("approval_limit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_limit_changed_by_id"), ["changed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_limit_department_id"), ["department_id"], unique=False)
        batch_op.create_index(
            "uq_approval_limit_company",
            ["company_id"],
            unique=True,
            sqlite_where=sa.text("department_id IS NULL"),
            postgresql_where=sa.text("department_id IS NULL"),
        )

    op.create_table(
        "budget",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("changed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_budget_amount")),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name=op.f("ck_budget_year")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_budget_changed_by_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_budget_company_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_budget_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget")),
        sa.UniqueConstraint("department_id", "year", name=op.f("uq_budget_department_id_year")),
        sa.UniqueConstraint("ref", name=op.f("uq_budget_ref")),
    )
    with op.batch_alter_table("budget", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_changed_by_id"), ["changed_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_budget_company_id"), ["company_id"], unique=False)

    op.create_table(
        "promise",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("subject_ref", sa.String(length=40), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("budget_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("part_of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("overrun", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("part_of_id IS NULL OR status = 'given_back'", name=op.f("ck_promise_part")),
        sa.CheckConstraint("status IN ('promised', 'spent', 'given_back')", name=op.f("ck_promise_status")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_promise_amount")),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.id"], name=op.f("fk_promise_budget_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_promise_company_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_promise_department_id")),
        sa.ForeignKeyConstraint(["part_of_id"], ["promise.id"], name=op.f("fk_promise_part_of_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sa.UniqueConstraint("key", name=op.f("uq_promise_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_promise_ref")),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promise_budget_id"), ["budget_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_promise_company_id"), ["company_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_promise_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_promise_part_of_id"), ["part_of_id"], unique=False)
        batch_op.create_index(
            "uq_promise_subject",
            ["subject_ref"],
            unique=True,
            sqlite_where=sa.text("part_of_id IS NULL AND status <> 'given_back'"),
            postgresql_where=sa.text("part_of_id IS NULL AND status <> 'given_back'"),
        )

    op.create_table(
        "cost_calculation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("offer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("planned_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("income", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(run_id IS NULL) = (income IS NULL)", name=op.f("ck_cost_calculation_afterwards")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_cost_calculation_author_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_cost_calculation_offer_id")),
        sa.ForeignKeyConstraint(["planned_id"], ["cost_calculation.id"], name=op.f("fk_cost_calculation_planned_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_cost_calculation_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_calculation")),
        sa.UniqueConstraint("offer_id", "no", name=op.f("uq_cost_calculation_offer_id_no")),
        sa.UniqueConstraint("ref", name=op.f("uq_cost_calculation_ref")),
    )
    with op.batch_alter_table("cost_calculation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cost_calculation_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cost_calculation_planned_id"), ["planned_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cost_calculation_run_id"), ["run_id"], unique=False)

    op.create_table(
        "pass_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pass_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("klip", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("klip_price", sa.BigInteger(), nullable=True),
        sa.Column("vat_at", sa.String(length=4), nullable=False),
        sa.Column("vat_basis", sa.String(length=10), nullable=False),
        sa.Column("vat_percent", sa.Integer(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("subject_ref", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'bought' AND klip > 0 AND lot_id IS NULL AND plan_id IS NOT NULL AND expires_on IS NOT NULL AND klip_price IS NOT NULL) OR (kind = 'spent' AND klip < 0 AND lot_id IS NOT NULL) OR (kind = 'given_back' AND klip > 0 AND lot_id IS NOT NULL)",
            name=op.f("ck_pass_entry_kind"),
        ),
        sa.CheckConstraint("vat_at IN ('sale', 'use')", name=op.f("ck_pass_entry_vat_at")),
        sa.CheckConstraint("vat_basis IN ('exempt', 'standard')", name=op.f("ck_pass_entry_vat_basis")),
        sa.ForeignKeyConstraint(["lot_id"], ["pass_entry.id"], name=op.f("fk_pass_entry_lot_id")),
        sa.ForeignKeyConstraint(["pass_id"], ["pass_account.id"], name=op.f("fk_pass_entry_pass_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pass_entry_person_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["price_plan.id"], name=op.f("fk_pass_entry_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_pass_entry_key")),
    )
    with op.batch_alter_table("pass_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pass_entry_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pass_entry_pass_id"), ["pass_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pass_entry_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pass_entry_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "plan_opens",
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("offer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_plan_opens_offer_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["price_plan.id"], name=op.f("fk_plan_opens_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "offer_id", name=op.f("pk_plan_opens")),
    )
    with op.batch_alter_table("plan_opens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_opens_offer_id"), ["offer_id"], unique=False)

    op.create_table(
        "subscription",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("buyer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issuer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("past_on", sa.Date(), nullable=True),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("period_price", sa.BigInteger(), nullable=False),
        sa.Column("vat_basis", sa.String(length=10), nullable=False),
        sa.Column("vat_percent", sa.Integer(), nullable=False),
        sa.Column("vat_reason", sa.String(length=600), nullable=False),
        sa.Column("buyer_reference", sa.String(length=80), nullable=False),
        sa.Column("ean", sa.String(length=13), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("billed", sa.Integer(), nullable=False),
        sa.Column("ordered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ending_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(status = 'active') = (past_on IS NULL)", name=op.f("ck_subscription_past_on")),
        sa.CheckConstraint("period IN ('month', 'quarter', 'year')", name=op.f("ck_subscription_period")),
        sa.CheckConstraint("status IN ('active', 'ending', 'ended')", name=op.f("ck_subscription_status")),
        sa.CheckConstraint("vat_basis IN ('exempt', 'standard')", name=op.f("ck_subscription_vat_basis")),
        sa.CheckConstraint("billed >= 0", name=op.f("ck_subscription_billed")),
        sa.ForeignKeyConstraint(["buyer_id"], ["company.id"], name=op.f("fk_subscription_buyer_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_subscription_department_id")),
        sa.ForeignKeyConstraint(["issuer_id"], ["institution.id"], name=op.f("fk_subscription_issuer_id")),
        sa.ForeignKeyConstraint(["ordered_by_id"], ["person.id"], name=op.f("fk_subscription_ordered_by_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["price_plan.id"], name=op.f("fk_subscription_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("key", name=op.f("uq_subscription_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_subscription_ref")),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscription_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscription_issuer_id"), ["issuer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscription_ordered_by_id"), ["ordered_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscription_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "subscription_seat",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.Column("subscription_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("employee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("past_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "past_on IS NULL OR past_on >= first_on", name=op.f("ck_subscription_seat_past_after_first")
        ),
        sa.ForeignKeyConstraint(["employee_id"], ["employee.id"], name=op.f("fk_subscription_seat_employee_id")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_subscription_seat_subscription_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_seat")),
        sa.UniqueConstraint("ref", name=op.f("uq_subscription_seat_ref")),
    )
    with op.batch_alter_table("subscription_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_seat_employee_id"), ["employee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscription_seat_subscription_id"), ["subscription_id"], unique=False)
        batch_op.create_index(
            "uq_subscription_seat_employee",
            ["subscription_id", "employee_id"],
            unique=True,
            sqlite_where=sa.text("past_on IS NULL"),
            postgresql_where=sa.text("past_on IS NULL"),
        )

    op.create_table(
        "module_taken",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("module_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("billed_ref", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["module_version_id"], ["module_version.id"], name=op.f("fk_module_taken_module_version_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_module_taken_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_taken")),
        sa.UniqueConstraint("seat_id", "module_version_id", name=op.f("uq_module_taken_seat_id_module_version_id")),
    )
    with op.batch_alter_table("module_taken", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_module_taken_billed_ref"), ["billed_ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_module_taken_module_version_id"), ["module_version_id"], unique=False)
        batch_op.create_index(
            "uq_module_taken_exam",
            ["seat_id"],
            unique=True,
            sqlite_where=sa.text("module_version_id IS NULL"),
            postgresql_where=sa.text("module_version_id IS NULL"),
        )

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("approval_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True))

    _plans_of_every_kind()


def _plans_of_every_kind() -> None:
    """Until now a plan was a price per seat, in a column of its own; now its figures are kept as the quote has them."""
    with op.batch_alter_table("price_plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name_da", sa.String(length=120), server_default="", nullable=False))
        batch_op.add_column(sa.Column("name_en", sa.String(length=120), server_default="", nullable=False))
        batch_op.add_column(sa.Column("figures", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("extras", sa.JSON(), nullable=True))
        batch_op.add_column(
            sa.Column("calculation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("floor_reason", sa.String(length=400), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("floor_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
    figures = """'{"plan": "per_seat", "seat_price": ' || seat_price || ', "tiers": [], "graduated": false}'"""
    cast = "CAST({} AS JSON)" if op.get_bind().dialect.name == "postgresql" else "{}"
    none = "'[]'"
    op.execute(f"UPDATE price_plan SET figures = {cast.format(figures)}, extras = {cast.format(none)}")
    with op.batch_alter_table("price_plan", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_price_plan_seat_price"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_price_plan_kind"), type_="check")
        batch_op.drop_column("seat_price")
        batch_op.alter_column("figures", existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column("extras", existing_type=sa.JSON(), nullable=False)
        batch_op.create_index(batch_op.f("ix_price_plan_calculation_id"), ["calculation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_price_plan_floor_by_id"), ["floor_by_id"], unique=False)
        for owner in ("offer", "run"):
            batch_op.create_index(
                f"uq_price_plan_{owner}_kind",
                [f"{owner}_id", "kind"],
                unique=True,
                sqlite_where=sa.text("status = 'active'"),
                postgresql_where=sa.text("status = 'active'"),
            )
        batch_op.create_foreign_key(
            batch_op.f("fk_price_plan_calculation_id"), "cost_calculation", ["calculation_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_price_plan_floor_by_id"), "person", ["floor_by_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_price_plan_kind"),
            "kind IN ('per_seat', 'per_team', 'per_ects', 'per_module', 'subscription', 'pass', 'outcome', 'shared',"
            " 'agreed')",
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_price_plan_full_cost_only"),
            "funding_basis = 'full_cost' OR kind IN ('per_seat', 'per_team', 'per_ects', 'per_module')",
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_price_plan_institutions_kinds"),
            "institution_id IS NULL OR kind IN ('subscription', 'pass')",
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_price_plan_subscription"), "institution_id IS NOT NULL OR kind <> 'subscription'"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_price_plan_floor_reason"), "(floor_by_id IS NULL) = (floor_reason = '')"
        )


def downgrade() -> None:
    raise RuntimeError("migrations go forward only; restore a backup instead")
