// Headless Chromium: a page of another origin reads only where its origin is allowed, a name that was rebound to this machine is
// refused, and a form cannot post a statement.
import assert from 'node:assert/strict';
import http from 'node:http';
import { chromium } from 'playwright-core';

const plain = process.env.LANDSCAPE_URL; // allows no origin
const strict = process.env.STRICT_URL; // allows the page's
const port = Number(process.env.ORIGIN_PORT);

const page = http.createServer((_, res) => {
  res.setHeader('Content-Type', 'text/html');
  res.end('<!doctype html><title>elsewhere</title>');
}).listen(port, '127.0.0.1');

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update',
    '--disable-sync', '--host-resolver-rules=MAP rebound.example 127.0.0.1'],
});
try {
  const tab = await (await browser.newContext()).newPage();
  await tab.goto(`http://127.0.0.1:${port}/`);
  const read = (base) => tab.evaluate(async (address) => {
    try {
      return (await fetch(address)).status;
    } catch {
      return 'refused';
    }
  }, `${base}/v1/views/pareto_rank.json`);
  assert.equal(await read(plain), 'refused');
  assert.equal(await read(strict), 200);

  const posted = await tab.evaluate(async (address) => {
    try {
      const options = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"sql": "select 42 as n"}' };
      return (await (await fetch(address, options)).json()).rows;
    } catch {
      return 'refused';
    }
  }, `${strict}/v1/query`);
  assert.deepEqual(posted, [[42]]);

  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    const form = await (await browser.newContext()).newPage();
    await form.goto(`http://127.0.0.1:${port}/`);
    const [answer] = await Promise.all([
      form.waitForNavigation(),
      form.evaluate(([action, enctype]) => {
        const f = Object.assign(document.createElement('form'), { action, enctype, method: 'post' });
        f.append(Object.assign(document.createElement('input'), { name: 'select 1 --', value: '' }));
        document.body.append(f);
        f.submit();
      }, [`${plain}/v1/query`, type]),
    ]);
    assert.ok([403, 415].includes(answer.status()), `a form of ${type} was answered ${answer.status()}`);
  }

  const rebound = plain.replace('127.0.0.1', 'rebound.example');
  const answer = await tab.goto(`${rebound}/v1/views/pareto_rank.json`);
  assert.equal(answer.status(), 403);
  assert.equal((await answer.json()).code, 'BAD_HOST');

  const home = await (await browser.newContext()).newPage();
  const complaints = [];
  home.on('console', (message) => complaints.push(message.text()));
  await home.goto(plain);
  assert.match(await home.title(), /landscape/i);
  assert.deepEqual(complaints, []);
} finally {
  await browser.close();
  page.close();
}
