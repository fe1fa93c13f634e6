// Opens a flow of 2,000 nodes in headless Chromium and measures opening, panning and dragging.
// node tests/perf/canvas.mjs [BASE [EMAIL PASSWORD]]   against a running server; by default one started with --demo
import { chromium } from 'playwright-core';

const [base = 'http://127.0.0.1:8080', email = 'owner@example.com', password = 'tsunagi-demo'] = process.argv.slice(2);
const NODES = 2_000;
const ROWS = 44;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });

const call = async (method, path, data) => {
  const answer = await page.request.fetch(`${base}/api/v1${path}`, { method, data, headers });
  if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? undefined : answer.json();
};
const headers = {};
await call('POST', '/login', { email, password });
headers['x-csrf-token'] = (await call('GET', '/me')).csrf_token;
const flow = await call('POST', '/flows', { name: `perf ${Date.now()}`, document: document() });
const url = `${base}/builder/flows/${flow.id}`;

await page.goto(url);
await page.waitForSelector('.react-flow__node');
await page.goto(url);
const opened = await page.evaluate(
  () =>
    new Promise((resolve) => {
      const look = () =>
        document.querySelector('.react-flow__node')
          ? requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())))
          : setTimeout(look, 5);
      look();
    }),
);

async function frames(name, act) {
  await page.evaluate(() => {
    const times = (window.frameTimes = []);
    window.measuring = true;
    const tick = (at) => {
      times.push(at);
      if (window.measuring) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await act();
  const times = await page.evaluate(() => {
    window.measuring = false;
    return window.frameTimes;
  });
  const gaps = times.slice(1).map((at, index) => at - times[index]);
  const total = times.at(-1) - times[0];
  const worst = Math.max(...gaps);
  return { name, fps: Math.round((gaps.length / total) * 1000), worst_ms: Math.round(worst) };
}

const centre = { x: 700, y: 450 };
const pan = async () => {
  await page.mouse.move(centre.x, centre.y);
  for (let step = 0; step < 60; step += 1) {
    await page.mouse.wheel(step < 30 ? 24 : -24, step % 2 ? 10 : -10);
    await page.waitForTimeout(12);
  }
};
const results = [await frames('pan at zoom 1', pan)];
const node = page.locator('.react-flow__node .card-head').first();
const box = await node.boundingBox();
results.push(
  await frames('drag at zoom 1', async () => {
    await page.mouse.move(box.x + 60, box.y + 10);
    await page.mouse.down();
    for (let step = 0; step < 60; step += 1) await page.mouse.move(box.x + 60 + step * 4, box.y + 10 + (step % 20) * 4);
    await page.mouse.up();
  }),
);
for (let level = 0; level < 8; level += 1) {
  await page.mouse.move(centre.x, centre.y);
  await page.keyboard.down('Control');
  for (let step = 0; step < 4; step += 1) await page.mouse.wheel(0, 120);
  await page.keyboard.up('Control');
  await page.waitForTimeout(250);
  const zoom = await page.evaluate(
    () => new DOMMatrixReadOnly(getComputedStyle(document.querySelector('.react-flow__viewport')).transform).m22,
  );
  const drawn = await page.locator('.react-flow__node').count();
  if ([1, 3, 5, 7].includes(level)) results.push({ ...(await frames(`pan at zoom ${zoom.toFixed(2)}`, pan)), drawn });
}
console.log(JSON.stringify({ opened_ms: Math.round(opened), results }, null, 2));
await call('DELETE', `/flows/${flow.id}`);
await browser.close();

/** Questions and messages in columns, each with a wire down and one across. */
function document() {
  const nodes = {};
  const places = {};
  const to = (index) => `n${Math.min(NODES - 1, index)}`;
  for (let index = 0; index < NODES; index += 1) {
    places[`n${index}`] = { x: Math.floor(index / ROWS) * 340, y: (index % ROWS) * 220 };
    nodes[`n${index}`] =
      index % 3 === 0
        ? {
            kind: 'ask',
            settings: { text: { ja: `質問 ${index}:ご注文番号を入力してください。` }, answer: { type: 'text' }, save_as: `answer_${index}` },
            exits: { answered: to(index + 1), invalid: to(index + ROWS) },
          }
        : {
            kind: 'message',
            settings: { text: { ja: `メッセージ ${index}:確認いたしますので、少々お待ちください。` } },
            exits: { next: to(index + (index % ROWS === ROWS - 1 ? 1 : ROWS)) },
          };
  }
  nodes[`n${NODES - 1}`] = { kind: 'end', settings: {}, exits: {} };
  return { format: 'tsunagi.flow/1', languages: ['ja'], time_zone: 'Asia/Tokyo', start: 'n0', nodes, layout: { nodes: places } };
}
