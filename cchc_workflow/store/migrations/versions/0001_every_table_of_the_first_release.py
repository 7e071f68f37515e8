"""Every table of the first release."""

import sqlalchemy as sa
from alembic import op

from cchc_workflow.store.types import Exact, Key, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the changes."""
    op.create_table(
        "anchor",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("last_event_id", Key, nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor")),
    )
    op.create_table(
        "definition",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition")),
        sa.UniqueConstraint("kind", "sha256", name=op.f("uq_definition_kind_sha256")),
    )
    op.create_table(
        "file",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file")),
    )
    op.create_table(
        "login_attempt",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    op.create_index("ix_login_attempt_address", "login_attempt", ["address", "at"], unique=False)
    op.create_index("ix_login_attempt_source", "login_attempt", ["source", "at"], unique=False)
    op.create_table(
        "organization",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("code", name=op.f("uq_organization_code")),
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
    )
    op.create_table(
        "tick",
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_tick")),
    )
    op.create_table(
        "journal",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("organization_id", Key, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", Key, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_journal_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_organization", "journal", ["organization_id", "id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("organization_id", Key, nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_person_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("organization_id", "address", name=op.f("uq_person_organization_id_address")),
    )
    op.create_table(
        "plan",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("organization_id", Key, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("goal", Exact(), nullable=False),
        sa.Column("survey_points", Exact(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("rule_clause", sa.String(), nullable=False),
        sa.Column("rule_text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_plan_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("organization_id", "code", name=op.f("uq_plan_organization_id_code")),
    )
    op.create_table(
        "unit",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("organization_id", Key, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("assumed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_unit_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("organization_id", "code", name=op.f("uq_unit_organization_id_code")),
    )
    op.create_table(
        "account",
        sa.Column("person_id", Key, nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("password_at", UtcDateTime(), nullable=True),
        sa.Column("totp_secret", sa.String(), nullable=True),
        sa.Column("totp_on", sa.Boolean(), nullable=False),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("feed_number", sa.Integer(), nullable=False),
        sa.Column("bell_seen_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_account")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_api_token_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_api_token_token_sha256")),
    )
    op.create_index("ix_api_token_person", "api_token", ["person_id"], unique=False)
    op.create_table(
        "appointment",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("organization_id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("unit_id", Key, nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("stands_in_for", Key, nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_appointment_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_appointment_person_id")),
        sa.ForeignKeyConstraint(["stands_in_for"], ["person.id"], name=op.f("fk_appointment_stands_in_for")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_appointment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    op.create_index(op.f("ix_appointment_person_id"), "appointment", ["person_id"], unique=False)
    op.create_index("ix_appointment_who", "appointment", ["organization_id", "unit_id", "role"], unique=False)
    op.create_table(
        "area",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("plan_id", Key, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("points", Exact(), nullable=False),
        sa.Column("previous_points", Exact(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_area_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("plan_id", "code", name=op.f("uq_area_plan_id_code")),
    )
    op.create_table(
        "flag",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("organization_id", Key, nullable=False),
        sa.Column("plan_id", Key, nullable=False),
        sa.Column("unit_id", Key, nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("assigned", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("tasks", sa.Text(), nullable=False),
        sa.Column("cleared_at", UtcDateTime(), nullable=True),
        sa.Column("cleared_reason", sa.String(), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("confirmed_by", Key, nullable=True),
        sa.Column("confirmed_note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_flag_confirmed_by")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_flag_organization_id")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_flag_plan_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_flag_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
    )
    op.create_index(
        "ix_flag_raised",
        "flag",
        ["plan_id", "unit_id"],
        unique=True,
        sqlite_where=sa.text("cleared_at IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL"),
    )
    op.create_index("ix_flag_unit", "flag", ["plan_id", "unit_id"], unique=False)
    op.create_table(
        "idempotency",
        sa.Column("person_id", Key, autoincrement=False, nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("request_sha256", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_idempotency_person_id")),
        sa.PrimaryKeyConstraint("person_id", "idempotency_key", name=op.f("pk_idempotency")),
    )
    op.create_index("ix_idempotency_at", "idempotency", ["at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("organization_id", Key, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("task_id", Key, nullable=True),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("is_copy", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("bundle_id", Key, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_until", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("mail", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_outbox_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outbox_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(
        "ix_outbox_bundle",
        "outbox",
        ["bundle_id"],
        unique=False,
        sqlite_where=sa.text("bundle_id IS NOT NULL"),
        postgresql_where=sa.text("bundle_id IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_held",
        "outbox",
        ["state", "person_id", "not_before"],
        unique=False,
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_index("ix_outbox_person", "outbox", ["person_id", "id"], unique=False)
    op.create_index("ix_outbox_state", "outbox", ["state", "not_before"], unique=False)
    op.create_index("ix_outbox_task", "outbox", ["task_id"], unique=False)
    op.create_table(
        "report",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("organization_id", Key, nullable=False),
        sa.Column("plan_id", Key, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", Key, nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=True),
        sa.Column("issued_by", Key, nullable=True),
        sa.ForeignKeyConstraint(["issued_by"], ["person.id"], name=op.f("fk_report_issued_by")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_report_made_by")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_report_organization_id")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_report_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint(
            "plan_id",
            "kind",
            "period",
            "subject",
            "issue",
            name=op.f("uq_report_plan_id_kind_period_subject_issue"),
        ),
    )
    op.create_index("ix_report_made", "report", ["organization_id", "made_at"], unique=False)
    op.create_table(
        "saved_view",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_view_person_id_name")),
    )
    op.create_table(
        "score",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("plan_id", Key, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("self_points", Exact(), nullable=True),
        sa.Column("appraised_points", Exact(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("changed_by", Key, nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_score_changed_by")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_score_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint(
            "plan_id", "subject", "criterion", name=op.f("uq_score_plan_id_subject_criterion")
        ),
    )
    op.create_table(
        "score_evidence",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("plan_id", Key, nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("added_by", Key, nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_score_evidence_added_by")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_score_evidence_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_evidence")),
    )
    op.create_index(op.f("ix_score_evidence_plan_id"), "score_evidence", ["plan_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("locked_at", UtcDateTime(), nullable=True),
        sa.Column("half", sa.Boolean(), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_session_token_sha256")),
    )
    op.create_index("ix_session_person", "session", ["person_id"], unique=False)
    op.create_table(
        "standing",
        sa.Column("plan_id", Key, nullable=False),
        sa.Column("unit_id", Key, nullable=False),
        sa.Column("assigned", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("excused", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_standing_plan_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_standing_unit_id")),
        sa.PrimaryKeyConstraint("plan_id", "unit_id", name=op.f("pk_standing")),
    )
    op.create_table(
        "report_file",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("report_id", Key, nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_file_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
        sa.UniqueConstraint("report_id", "format", name=op.f("uq_report_file_report_id_format")),
    )
    op.create_table(
        "task",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("organization_id", Key, nullable=False),
        sa.Column("plan_id", Key, nullable=False),
        sa.Column("area_id", Key, nullable=True),
        sa.Column("workflow_id", Key, nullable=False),
        sa.Column("ladder_id", Key, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=True),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("deliverable", sa.Text(), nullable=False),
        sa.Column("deadline_text", sa.String(), nullable=True),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("lead_unit_id", Key, nullable=False),
        sa.Column("assignee_id", Key, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assigned_at", UtcDateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("original_due_on", sa.Date(), nullable=True),
        sa.Column("due_version", sa.Integer(), nullable=False),
        sa.Column("due_set_at", UtcDateTime(), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("reported_by", Key, nullable=True),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("excused", sa.Boolean(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("suspended_on", sa.Date(), nullable=True),
        sa.Column("next_check_at", UtcDateTime(), nullable=True),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("last_event_at", UtcDateTime(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_task_area_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["person.id"], name=op.f("fk_task_assignee_id")),
        sa.ForeignKeyConstraint(["ladder_id"], ["definition.id"], name=op.f("fk_task_ladder_id")),
        sa.ForeignKeyConstraint(["lead_unit_id"], ["unit.id"], name=op.f("fk_task_lead_unit_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_task_organization_id")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_task_plan_id")),
        sa.ForeignKeyConstraint(["reported_by"], ["person.id"], name=op.f("fk_task_reported_by")),
        sa.ForeignKeyConstraint(["workflow_id"], ["definition.id"], name=op.f("fk_task_workflow_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint(
            "organization_id", "code", "plan_id", name=op.f("uq_task_organization_id_code_plan_id")
        ),
    )
    op.create_index("ix_task_due", "task", ["organization_id", "due_on", "id"], unique=False)
    op.create_index(
        "ix_task_next_check_at",
        "task",
        ["next_check_at"],
        unique=False,
        sqlite_where=sa.text("next_check_at IS NOT NULL"),
        postgresql_where=sa.text("next_check_at IS NOT NULL"),
    )
    op.create_index("ix_task_phase", "task", ["organization_id", "phase", "due_on", "id"], unique=False)
    op.create_index(
        "ix_task_standing",
        "task",
        [
            "plan_id",
            "lead_unit_id",
            "counted",
            "phase",
            "due_on",
            "reported_on",
            "excused",
            "area_id",
            "duty",
        ],
        unique=False,
    )
    op.create_index("ix_task_unit", "task", ["organization_id", "lead_unit_id", "due_on", "id"], unique=False)
    op.create_table(
        "comment",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("task_id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_person_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_comment_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index(op.f("ix_comment_task_id"), "comment", ["task_id"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("task_id", Key, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", Key, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_event_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("task_id", "number", name=op.f("uq_event_task_id_number")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("task_id", Key, nullable=False),
        sa.Column("event_number", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_evidence_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_task_id"), "evidence", ["task_id"], unique=False)
    op.create_table(
        "extension",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("organization_id", Key, nullable=False),
        sa.Column("task_id", Key, nullable=False),
        sa.Column("workflow_id", Key, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("asked_due_on", sa.Date(), nullable=False),
        sa.Column("granted_due_on", sa.Date(), nullable=True),
        sa.Column("due_version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by", Key, nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", Key, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_extension_decided_by")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_extension_organization_id")
        ),
        sa.ForeignKeyConstraint(["requested_by"], ["person.id"], name=op.f("fk_extension_requested_by")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_extension_task_id")),
        sa.ForeignKeyConstraint(["workflow_id"], ["definition.id"], name=op.f("fk_extension_workflow_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index(
        "ix_extension_open",
        "extension",
        ["organization_id", "id"],
        unique=False,
        sqlite_where=sa.text("phase = 'open'"),
        postgresql_where=sa.text("phase = 'open'"),
    )
    op.create_index(op.f("ix_extension_task_id"), "extension", ["task_id"], unique=False)
    op.create_table(
        "task_support",
        sa.Column("task_id", Key, nullable=False),
        sa.Column("unit_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_support_task_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_task_support_unit_id")),
        sa.PrimaryKeyConstraint("task_id", "unit_id", name=op.f("pk_task_support")),
    )
    op.create_index(op.f("ix_task_support_unit_id"), "task_support", ["unit_id"], unique=False)
    op.create_table(
        "upload",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("task_id", Key, nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_upload_person_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_upload_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    op.create_index(op.f("ix_upload_task_id"), "upload", ["task_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_task_words ON task USING gin (to_tsvector('simple', regexp_replace(search, '[^a-z0-9]+', ' ', 'g')))"
        )
        op.execute(
            "CREATE INDEX ix_evidence_words ON evidence USING gin (to_tsvector('simple', regexp_replace(search, '[^a-z0-9]+', ' ', 'g')))"
        )
    else:
        op.execute(
            "CREATE VIRTUAL TABLE task_words USING fts5 (search, content='task', content_rowid='id', detail='none', columnsize=0, tokenize='unicode61')"
        )
        op.execute(
            "CREATE TRIGGER task_words_added AFTER INSERT ON task BEGIN INSERT INTO task_words (rowid, search) VALUES (new.id, new.search); END"
        )
        op.execute(
            "CREATE TRIGGER task_words_removed AFTER DELETE ON task BEGIN INSERT INTO task_words (task_words, rowid, search) VALUES ('delete', old.id, old.search); END"
        )
        op.execute(
            "CREATE TRIGGER task_words_changed AFTER UPDATE OF search ON task BEGIN INSERT INTO task_words (task_words, rowid, search) VALUES ('delete', old.id, old.search); INSERT INTO task_words (rowid, search) VALUES (new.id, new.search); END"
        )
        op.execute(
            "CREATE VIRTUAL TABLE evidence_words USING fts5 (search, content='evidence', content_rowid='id', detail='none', columnsize=0, tokenize='unicode61')"
        )
        op.execute(
            "CREATE TRIGGER evidence_words_added AFTER INSERT ON evidence BEGIN INSERT INTO evidence_words (rowid, search) VALUES (new.id, new.search); END"
        )
        op.execute(
            "CREATE TRIGGER evidence_words_removed AFTER DELETE ON evidence BEGIN INSERT INTO evidence_words (evidence_words, rowid, search) VALUES ('delete', old.id, old.search); END"
        )
        op.execute(
            "CREATE TRIGGER evidence_words_changed AFTER UPDATE OF search ON evidence BEGIN INSERT INTO evidence_words (evidence_words, rowid, search) VALUES ('delete', old.id, old.search); INSERT INTO evidence_words (rowid, search) VALUES (new.id, new.search); END"
        )


def downgrade() -> None:
    """Take them back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_task_words")
        op.execute("DROP INDEX ix_evidence_words")
    else:
        op.execute("DROP TRIGGER task_words_changed")
        op.execute("DROP TRIGGER task_words_removed")
        op.execute("DROP TRIGGER task_words_added")
        op.execute("DROP TABLE task_words")
        op.execute("DROP TRIGGER evidence_words_changed")
        op.execute("DROP TRIGGER evidence_words_removed")
        op.execute("DROP TRIGGER evidence_words_added")
        op.execute("DROP TABLE evidence_words")

    op.drop_table("upload")
    op.drop_table("task_support")
    op.drop_table("extension")
    op.drop_table("evidence")
    op.drop_table("event")
    op.drop_table("comment")
    op.drop_table("task")
    op.drop_table("report_file")
    op.drop_table("standing")
    op.drop_table("session")
    op.drop_table("score_evidence")
    op.drop_table("score")
    op.drop_table("saved_view")
    op.drop_table("report")
    op.drop_table("outbox")
    op.drop_table("idempotency")
    op.drop_table("flag")
    op.drop_table("area")
    op.drop_table("appointment")
    op.drop_table("api_token")
    op.drop_table("account")
    op.drop_table("unit")
    op.drop_table("plan")
    op.drop_table("person")
    op.drop_table("journal")
    op.drop_table("tick")
    op.drop_table("secret")
    op.drop_table("organization")
    op.drop_table("login_attempt")
    op.drop_table("file")
    op.drop_table("definition")
    op.drop_table("anchor")
