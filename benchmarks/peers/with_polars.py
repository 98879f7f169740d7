"""Polars: a frame in memory, and the same ranking as expressions."""

from decimal import Decimal

from measured import missing, report, task, timed

try:
    import polars as pl
except ImportError:
    missing("no module polars")

what, file = task()


def load():
    text = ["source", "invoice_id", "customer_id", "doc_type", "product_id", "currency", "reverses_invoice_id"]
    return pl.read_csv(file, try_parse_dates=True, schema_overrides={c: pl.String for c in text})


def cents(frame):
    """Amounts as whole cents: sums of them are exact."""
    return frame.with_columns(cents=(pl.col("net_amount") * 100).round().cast(pl.Int64))


def rank(frame):
    last = frame["invoice_date"].max()
    start = last.replace(year=last.year - 1)
    sums = (
        frame.lazy()
        .filter((pl.col("invoice_date") > start) & pl.col("customer_id").is_not_null() & (pl.col("customer_id") != "CASH"))
        .group_by("customer_id")
        .agg(pl.col("cents").sum())
        .filter(pl.col("cents") > 0)
    )
    levels = (
        sums.group_by("cents")
        .agg(pl.len().alias("customers"), pl.col("cents").sum().alias("value"))
        .sort("cents", descending=True)
        .with_columns(above=pl.col("value").cum_sum() - pl.col("value"), total=pl.col("value").sum())
        .filter(pl.col("above") * 100 < pl.col("total") * 80)
    )
    return levels.select(pl.col("customers").sum(), pl.col("value").sum()).collect().row(0)


if what == "load":
    seconds, frame = timed(load)
    net = Decimal(cents(frame)["cents"].sum()) / 100
    report(pl.__version__, seconds, f"{frame.height} {net:.2f}")
else:
    frame = cents(load())
    seconds, (customers, value) = timed(lambda: rank(frame))
    report(pl.__version__, seconds, f"{customers} {Decimal(value) / 100:.2f}")
