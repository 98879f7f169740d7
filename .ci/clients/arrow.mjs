// npm apache-arrow: the stream and the file of a result.
import assert from 'node:assert/strict';
import { tableFromIPC } from 'apache-arrow';

const url = process.env.LANDSCAPE_URL;
const expected = await (await fetch(`${url}/v1/views/pareto_rank.objects?order=rank,customer_id`)).json();

for (const format of ['arrow', 'arrowfile']) {
  const answer = await fetch(`${url}/v1/views/pareto_rank.${format}?order=rank,customer_id`);
  assert.equal(answer.status, 200);
  const table = tableFromIPC(new Uint8Array(await answer.arrayBuffer()));
  assert.equal(table.numRows, expected.length, format);
  assert.deepEqual(table.schema.fields.map((f) => f.name), Object.keys(expected[0]), format);
  const ids = table.getChild('customer_id');
  expected.forEach((row, i) => assert.equal(ids.get(i), row.customer_id, format));
}

const many = await tableFromIPC(fetch(`${url}/v1/query.arrow?q=${encodeURIComponent('select i, i % 7 as d from range(1000000) as t(i)')}`));
assert.equal(many.numRows, 1000000);
