"""PostgreSQL from the distribution: a server of its own in a folder that is removed, COPY of the CSV file, the ranking."""

import glob
import os
import pwd
import shutil
import subprocess
import sys
import tempfile

from measured import RANK, missing, report, task, timed

what, file = task()
folders = sorted(glob.glob("/usr/lib/postgresql/*/bin")) or [os.path.dirname(shutil.which("initdb") or "")]
if not os.path.exists(os.path.join(folders[-1], "initdb")):
    missing("no PostgreSQL server")
binaries = folders[-1]
as_user = {}
if os.getuid() == 0:  # the server refuses to run as root
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        missing("PostgreSQL refuses to run as root, and there is no user postgres")
    as_user = {"user": "postgres", "group": "postgres", "extra_groups": []}

folder = tempfile.mkdtemp(prefix="landscape-bench-postgres-")
if as_user:
    shutil.chown(folder, "postgres", "postgres")


def call(program, *args):
    done = subprocess.run([os.path.join(binaries, program), *args], capture_output=True, text=True, cwd=folder, **as_user)
    if done.returncode != 0:
        sys.exit(f"{program}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def sql(statement, stdin=None):
    done = subprocess.run(
        [os.path.join(binaries, "psql"), "-h", folder, "-U", "postgres", "-d", "postgres", "-Atq", "-F", " ", "-v", "ON_ERROR_STOP=1", "-c", statement],
        stdin=stdin, capture_output=True, text=True, cwd=folder, **as_user,
    )
    if done.returncode != 0:
        sys.exit(done.stderr)
    return done.stdout.strip()


def load():
    sql("drop table if exists lines")
    sql(
        "create table lines (source text, invoice_id text, line_no int, customer_id text, invoice_date date, doc_type text, product_id text,"
        " quantity numeric, net_amount numeric, cost_amount numeric, currency text, reverses_invoice_id text)"
    )
    with open(file) as f:
        sql("copy lines from stdin (format csv, header)", stdin=f)


try:
    call("initdb", "-D", os.path.join(folder, "data"), "-U", "postgres", "-A", "trust", "--no-sync")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c shared_buffers=1GB -c max_wal_size=8GB -c work_mem=256MB"
    # a server that keeps the pipe open would make us wait for its end
    subprocess.run(
        [os.path.join(binaries, "pg_ctl"), "-D", os.path.join(folder, "data"), "-w", "-l", os.path.join(folder, "log"), "-o", options, "start"],
        stdout=subprocess.DEVNULL, check=True, cwd=folder, **as_user,
    )
    try:
        version = sql("show server_version").split()[0]
        seconds, _ = timed(load)
        if what == "load":
            answer = sql("select count(*), sum(net_amount)::numeric(38, 2) from lines")
        else:
            sql("analyze lines")
            query = RANK.format(year_start="(select max(invoice_date) - interval '12 months' from lines)")
            seconds, answer = timed(lambda: sql(query))
        report(version, seconds, answer, peak=0)
    finally:
        call("pg_ctl", "-D", os.path.join(folder, "data"), "-m", "immediate", "stop")
finally:
    shutil.rmtree(folder, ignore_errors=True)
