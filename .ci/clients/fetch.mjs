// Node's own fetch and http: compact JSON, objects, NDJSON, parameters, trailers, and cancelling a request.
import assert from 'node:assert/strict';
import http from 'node:http';

const url = process.env.LANDSCAPE_URL;

const post = (path, body) => fetch(url + path, {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
});

const compact = await (await post('/v1/query', {
  sql: 'select customer_id, rank from pareto_rank where rank <= $top order by rank, customer_id', params: { top: 3 },
})).json();
assert.deepEqual(compact.columns.map((c) => c.name), ['customer_id', 'rank']);
assert.equal(compact.rows.length, compact.row_count);
assert.ok(compact.rows.every((row) => row[1] <= 3));

const objects = await (await fetch(`${url}/v1/views/pareto_rank.objects?order=rank`)).json();
const lines = (await (await fetch(`${url}/v1/views/pareto_rank.ndjson?order=rank`)).text()).trim().split('\n').map((l) => JSON.parse(l));
assert.deepEqual(objects, lines);

// Above 2^53 a whole number is a text, or its last digits would be lost here.
const large = await (await post('/v1/query', { sql: 'select 9007199254740993 as n, 12 as small, 0.1::decimal(18, 4) as amount' })).json();
assert.deepEqual(large.rows, [['9007199254740993', 12, '0.1000']]);

const trailers = await new Promise((resolve, reject) => {
  http.get(`${url}/v1/views/pareto_rank.csv`, (res) => {
    res.resume();
    res.on('end', () => resolve(res.trailers));
  }).on('error', reject);
});
assert.equal(trailers['x-query-status'], 'ok');
assert.equal(Number(trailers['x-query-rows']), objects.length);

const controller = new AbortController();
const endless = fetch(`${url}/v1/query.csv?query_id=endless&q=${encodeURIComponent('select a.i from range(100000000) a(i), range(1000) b(i)')}`, { signal: controller.signal });
const reader = (await endless).body.getReader();
await reader.read();
controller.abort();
await reader.read().catch(() => {});
for (let i = 0; ; i++) {
  const { queries = [] } = await (await fetch(`${url}/v1/queries`)).json();
  if (!queries.some((q) => q.query_id === 'endless' && q.state === 'running')) break;
  assert.ok(i < 50, 'the query of a client that went away still runs');
  await new Promise((r) => setTimeout(r, 100));
}
