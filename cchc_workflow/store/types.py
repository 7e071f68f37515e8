"""Owns the column types that both databases keep alike: instants, decimals, keys."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator, TypeEngine

from cchc_workflow.domain.history import stamp

Key = BigInteger().with_variant(Integer, "sqlite")
"""Row keys: 64 bits on PostgreSQL, the row id on SQLite."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC: timestamptz on PostgreSQL, sortable text of one length on SQLite."""

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Pick the native type where the database has one that keeps the zone."""
        if dialect.name == "postgresql":
            return DateTime(timezone=True).dialect_impl(dialect)
        return String(27).dialect_impl(dialect)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], object]:
        """Refuse naive datetimes; write UTC.

        Given as one plain function, for every action writes many instants.
        """
        return _check_aware if dialect.name == "postgresql" else _write_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ARG002
        """Read back an aware UTC datetime."""
        return _read_utc if dialect.name == "postgresql" else _read_text


def _check_aware(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise ValueError(value)
    return value


def _write_text(value: datetime | None) -> str | None:
    aware = _check_aware(value)
    return None if aware is None else stamp(aware)


def _read_utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


def _read_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


class Exact(TypeDecorator[Decimal]):
    """A decimal kept to its last digit as text: SQLite would make a float of it."""

    impl = String(24)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write the digits."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Read the digits."""
        return None if value is None else Decimal(value)
