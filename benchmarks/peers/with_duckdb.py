"""DuckDB from Python: the engine that landscape is built on, as its users meet it elsewhere."""

from measured import RANK, missing, report, task, timed

try:
    import duckdb
except ImportError:
    missing("no module duckdb")

what, file = task()
database = duckdb.connect("lines.duckdb.py" if what == "load" else ":memory:")


def load():
    database.execute(f"create or replace table lines as from read_csv('{file}')")
    database.execute("checkpoint")


if what == "load":
    seconds, _ = timed(load)
    lines, net = database.execute("select count(*), sum(net_amount::decimal(18, 2))::decimal(38, 2) from lines").fetchone()
    report(duckdb.__version__, seconds, f"{lines} {net}")
else:
    load()
    query = RANK.format(year_start="(select max(invoice_date) - interval 12 month from lines)").replace("net_amount", "net_amount::decimal(18, 2)")
    seconds, (customers, value) = timed(lambda: database.execute(query).fetchone())
    report(duckdb.__version__, seconds, f"{customers} {value}")
