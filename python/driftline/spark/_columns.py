"""Columns of a Spark data frame -> columns of text. Faults are found on the driver, before a stage starts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame
    from pyspark.sql.types import DataType


def as_text(df: DataFrame, columns: Mapping[str, str | None]) -> tuple[DataFrame, dict[str, str]]:
    """The columns that are named, by role, as text without nulls; and their names as the frame has them.

    The columns of the new frame stand in the order of these names and are called ``c0``, ``c1`` and so on, since Spark takes
    a dot in a name for a path.

    Dates become ``2024-03-01``; timestamps too at midnight, else ``2024-03-01T12:30:00``, in the session's time zone.
    """
    from pyspark.sql import functions as F

    named = {role: _name(df, role, column) for role, column in columns.items()}
    if named["text"] in [column for role, column in named.items() if role != "text"]:
        raise ValueError(f'the column "{named["text"]}" is named for the text and for something else')
    chosen = []
    for number, column in enumerate(dict.fromkeys(named.values())):
        role = next(role for role, other in named.items() if other == column)
        text = _text(F.col(f"`{column.replace('`', '``')}`"), df.schema[column].dataType, role)
        chosen.append(F.coalesce(text, F.lit("")).alias(f"c{number}"))
    return df.select(chosen), named


def _name(df: DataFrame, role: str, column: str | None) -> str:
    """The name of a column in the letters that the frame has."""
    if not isinstance(column, str):
        raise TypeError(f"{role}: give the name of a column, not {column!r}")
    if df.columns.count(column) > 1:
        raise ValueError(f'two columns are called "{column}"')
    if column in df.columns:
        return column
    alike = [name for name in df.columns if name.lower() == column.lower()]
    if len(alike) != 1:
        raise ValueError(f'no column "{column}" for the {role}; columns here: {", ".join(df.columns)}')
    return str(alike[0])


def _text(column: Column, kind: DataType, role: str) -> Column:
    """The values of a column as text; strings, dates, times in whole seconds and whole numbers as frames of pandas give them."""
    from pyspark.sql import functions as F
    from pyspark.sql import types as T

    if isinstance(kind, (T.StringType, T.VarcharType, T.CharType)):
        return column.cast("string")
    if role == "text":
        raise TypeError(f"the column of the text holds {kind.simpleString()}, not strings")
    if isinstance(kind, (T.TimestampType, T.TimestampNTZType)):
        midnight = F.date_format(column, "HH:mm:ss") == "00:00:00"
        time = F.date_format(column, "yyyy-MM-dd'T'HH:mm:ss")
        return F.when(midnight, F.date_format(column, "yyyy-MM-dd")).otherwise(time)
    if isinstance(kind, (T.FloatType, T.DoubleType, T.DecimalType)):
        # A column of years that lacks some has floats. Beyond, not every whole number is a double.
        double = column.cast("double")
        whole = (F.abs(double) < 1e15) & (F.rint(double) == double)
        number = F.when(whole, double.cast("bigint").cast("string")).otherwise(column.cast("string"))
        return F.when(F.isnan(double), "").otherwise(number)
    if isinstance(kind, (T.DateType, T.IntegralType, T.BooleanType)):
        return column.cast("string")
    if isinstance(kind, T.ArrayType) and isinstance(kind.elementType, T.StringType):
        return F.array_join(column, ", ")
    raise TypeError(f"the column of the {role} holds {kind.simpleString()}: give strings, numbers, dates or timestamps")
