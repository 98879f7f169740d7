"""What every program here shares: the task, the clock, and the line of JSON that benchmarks/measure_outside.go reads.

A program is started with a task (load or rank) and the CSV file of the lines, and does what its engine needs for it.
"""

import json
import sys
import time


def missing(why):
    """Tell why this engine cannot be measured here, and leave."""
    print(json.dumps({"missing": why}))
    sys.exit(0)


def most_memory():
    """The largest resident memory of this process in bytes, 0 where the system does not tell. Its usage record would include its parent."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        return 0


def report(version, seconds, answer, peak=None):
    """Print what was measured; peak is in bytes and by default that of this process."""
    if peak is None:
        peak = most_memory()
    print(json.dumps({"version": version, "seconds": seconds, "answer": answer, "peak_bytes": peak}))


def timed(work):
    """Run work and return its seconds and what it returned."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def task():
    """The task and the file of this run."""
    return sys.argv[1], sys.argv[2]


# The customers of tier A in the last twelve months and their value, in the SQL that all engines here speak.
RANK = """
with sums as (
    select customer_id, sum(net_amount) as value
    from lines
    where invoice_date > {year_start} and customer_id is not null and customer_id not in ('', 'CASH')
    group by customer_id
    having sum(net_amount) > 0
),
levels as (
    select value, count(*) as customers, sum(sum(value)) over (order by value desc) - sum(value) as above, sum(sum(value)) over () as total
    from sums
    group by value
)
select sum(customers), sum(value * customers) from levels where above < 0.80 * total
"""
