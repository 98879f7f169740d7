"""SQLite from the distribution: the rows of the CSV file inserted in one transaction, amounts as whole cents."""

import csv
import sqlite3

from measured import RANK, report, task, timed

what, file = task()
database = sqlite3.connect("lines.sqlite" if what == "load" else ":memory:", isolation_level=None)


def cents(amount):
    """An amount with two decimals as whole cents."""
    return int(amount.replace(".", ""))


def load():
    with open(file, newline="") as f:
        rows = csv.reader(f)
        header = next(rows)
        net = header.index("net_amount")
        database.execute("drop table if exists lines")
        database.execute("create table lines (" + ", ".join(header) + ")")
        database.execute("begin")
        database.executemany(
            "insert into lines values (" + ", ".join("?" * len(header)) + ")", (r[:net] + [cents(r[net])] + r[net + 1 :] for r in rows)
        )
        database.execute("commit")


if what == "load":
    seconds, _ = timed(load)
    lines, net = database.execute("select count(*), sum(net_amount) from lines").fetchone()
    report(sqlite3.sqlite_version, seconds, f"{lines} {net // 100}.{net % 100:02d}")
else:
    load()
    query = RANK.format(year_start="(select date(max(invoice_date), '-12 months') from lines)")
    seconds, (customers, net) = timed(lambda: database.execute(query).fetchone())
    report(sqlite3.sqlite_version, seconds, f"{customers} {net // 100}.{net % 100:02d}")
