/** A server that dies in the middle of saving, twenty times over. */
import { setTimeout as wait } from 'node:timers/promises';
import { LEAST } from '../support/desk';
import { HttpForm } from '../support/httpform';
import { unique } from '../support/people';
import type { House } from '../support/server';
import { expect, figure, staffOf, test } from '../support/test';

const KILLS = 20;
const WRITERS = 6;
/** Saves acknowledged in a round before its kill may come: time alone would prove nothing on a busy machine. */
const AT_LEAST = 3;

interface Client {
  house: House;
  cookie: string;
}

async function get(client: Client, path: string): Promise<{ status: number; html: string }> {
  const answer = await fetch(new URL(path, client.house.url), { headers: { cookie: client.cookie }, redirect: 'manual' });
  return { status: answer.status, html: await answer.text() };
}

/** Saves one inquiry as a browser without scripts would; answers its id once the server has acknowledged it. */
async function save(client: Client, text: string): Promise<string> {
  const address = `${client.house.url}/inquiries/new`;
  const { html } = await get(client, '/inquiries/new');
  const form = new HttpForm(html, '保存する', address);
  for (const label of ['受付方法', '相談者区分', '主な相談内容'] as const) form.fill(label, LEAST[label]);
  form.fill('相談内容', text);
  const answer = await fetch(form.action, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: client.cookie, origin: client.house.url, referer: address, 'content-type': 'application/x-www-form-urlencoded' },
    body: form.body(),
  });
  await answer.arrayBuffer();
  const id = /\/inquiries\/([0-9a-f-]{36})/.exec(answer.headers.get('location') ?? '')?.[1];
  if (!id) throw new Error(`the save was answered with ${answer.status} to ${answer.headers.get('location')}`);
  return id;
}

/** All inquiries of the list, id by id, with their numbers. */
async function everything(client: Client): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (let page = 1; page < 500; page += 1) {
    const { status, html } = await get(client, `/inquiries?sort=received&page=${page}`);
    expect(status).toBe(200);
    const main = html.slice(html.indexOf('id="main"'));
    for (const [row] of main.matchAll(/<tr\b[\s\S]*?<\/tr>/g)) {
      const id = /href="\/inquiries\/([0-9a-f]{8}-[0-9a-f-]{27})/.exec(row)?.[1];
      const number = /R\d+-(\d{6})/.exec(row.replace(/<!--.*?-->|<[^>]*>/g, ''))?.[1];
      if (id && number) found.set(id, Number(number));
    }
    if (!main.includes('rel="next"')) break;
  }
  return found;
}

test('what was acknowledged survives twenty kills in the middle of saving, and the numbers have no gap', async ({ ownServer, browser }) => {
  test.setTimeout(600_000);
  const { desk } = await staffOf(ownServer, browser, false);
  await desk.goto('/');
  const cookies = await desk.page.context().cookies();
  const client: Client = { house: ownServer.house, cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') };
  const word = unique('停電');
  const acknowledged = new Map<string, string>();
  const starts: number[] = [];
  let sequence = 0;
  // One save outside the storm: if saving itself is broken, the test says so instead of passing on nothing.
  acknowledged.set(await save(client, `${word} 最初`), `${word} 最初`);
  for (let kill = 0; kill < KILLS; kill += 1) {
    let over = false;
    const write = async (): Promise<void> => {
      while (!over) {
        const text = `${word} 第${(sequence += 1)}件`;
        try {
          acknowledged.set(await save(client, text), text);
        } catch (error) {
          // Only the dead server's silence is an excuse; a refusal while it lives is a failure.
          if (!over && !(error instanceof TypeError)) throw error;
        }
      }
    };
    const enough = acknowledged.size + AT_LEAST;
    const storm = Promise.allSettled(Array.from({ length: WRITERS }, write));
    const until = Date.now() + 60_000;
    while (acknowledged.size < enough && Date.now() < until) await wait(5);
    // Every round ends at another moment of a save.
    await wait(kill * 7);
    over = true;
    await ownServer.kill();
    for (const end of await storm) if (end.status === 'rejected') throw end.reason;
    starts.push(await ownServer.run());
  }
  expect(acknowledged.size).toBeGreaterThanOrEqual(KILLS * AT_LEAST);
  const stored = await everything(client);
  for (const [id, text] of acknowledged) {
    expect(stored.has(id), `${id} was acknowledged`).toBe(true);
    const { status, html } = await get(client, `/inquiries/${id}`);
    expect(status).toBe(200);
    expect(html).toContain(text);
  }
  for (const id of stored.keys()) {
    const { status, html } = await get(client, `/inquiries/${id}`);
    expect(status).toBe(200);
    expect(html, 'no inquiry without its case').toMatch(/href="\/cases\/[0-9a-f]{8}-/);
  }
  const numbers = [...stored.values()].sort((one, other) => one - other);
  expect(numbers).toEqual(numbers.map((_, place) => place + 1));
  starts.sort((one, other) => one - other);
  figure(`${KILLS} kills: ${acknowledged.size} acknowledged, ${stored.size} stored, started again in ${starts[KILLS / 2]?.toFixed(0)} ms (median)`);
});
