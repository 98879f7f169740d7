"""Python's standard library: JSON, CSV, an asynchronous statement and its pages, an error as a problem."""

import csv
import io
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request

URL = os.environ["LANDSCAPE_URL"]


def ask(path, body=None, method=None):
    request = urllib.request.Request(URL + path, method=method)
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request) as answer:
        return answer.status, dict(answer.headers), answer.read()


def views():
    _, _, body = ask("/v1/views/pareto_rank.csv?order=rank,customer_id")
    rows = list(csv.DictReader(io.StringIO(body.decode())))
    with open(os.path.join(os.environ["WORK"], "pareto_rank.csv"), newline="") as file:
        assert rows == list(csv.DictReader(file)), rows
    first = urllib.parse.quote(rows[0]["customer_id"])
    _, _, body = ask(f"/v1/views/pareto_rank.objects?customer_id={first}")
    assert [row["customer_id"] for row in json.loads(body)] == [rows[0]["customer_id"]]


def statements():
    status, _, body = ask("/v1/statements", {"sql": "select i from range(25) as t(i) order by i"})
    assert status in (200, 202), status
    identity = json.loads(body)["id"]
    for _ in range(100):
        state = json.loads(ask(f"/v1/statements/{identity}")[2])["state"]
        if state not in ("queued", "running"):
            break
        time.sleep(0.05)
    assert state == "done", state
    got, path = [], f"/v1/statements/{identity}/result?format=json&page_rows=10"
    while path:
        _, headers, body = ask(path)
        got += [row[0] for row in json.loads(body)["rows"]]
        after = [link for link in headers.get("Link", "").split(", ") if link.endswith('rel="next"')]
        path = after[0][1 : after[0].index(">")] if after else ""
    assert got == list(range(25)), got
    assert ask(f"/v1/statements/{identity}", method="DELETE")[0] == 204


def problems():
    try:
        ask("/v1/query", {"sql": "select nothing_like_it from pareto_rank"})
    except urllib.error.HTTPError as refused:
        problem = json.load(refused)
        assert refused.code == 400 and problem["code"] == "SQL_BIND", problem
        assert problem["position"]["line"] == 1, problem
    else:
        raise AssertionError("an unknown column was answered")
    try:
        ask("/v1/query", {"sql": "copy (select 1) to 'landscape-client.csv'"})
    except urllib.error.HTTPError as refused:
        assert refused.code == 403 and json.load(refused)["code"] == "FORBIDDEN_STATEMENT"
    else:
        raise AssertionError("a COPY was answered")


views()
statements()
problems()
