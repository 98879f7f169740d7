// npm hyparquet: a result as Parquet.
import assert from 'node:assert/strict';
import { parquetReadObjects } from 'hyparquet';

const url = process.env.LANDSCAPE_URL;
const expected = await (await fetch(`${url}/v1/views/pareto_rank.objects?order=rank,customer_id`)).json();
const file = await (await fetch(`${url}/v1/views/pareto_rank.parquet?order=rank,customer_id`)).arrayBuffer();
const rows = await parquetReadObjects({ file });
assert.equal(rows.length, expected.length);
assert.deepEqual(Object.keys(rows[0]), Object.keys(expected[0]));
rows.forEach((row, i) => {
  assert.equal(row.customer_id, expected[i].customer_id);
  assert.equal(Number(row.value).toFixed(4), expected[i].value); // it reads a decimal into a double
});
