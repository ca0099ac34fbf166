/**
 * Two thousand notices through every weather: a relay that is gone, slow, busy, refusing or cutting the line, workers killed at
 * random, two servers at once on PostgreSQL, and a real Postfix. Each arrives, and none twice but where nobody could have known.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from '@playwright/test';
import { CUT, later, mixed, OK, slow } from '../support/behaviour';
import { expectEachOnce, people, relay, script, Writer } from '../support/outbox';
import { unique } from '../support/people';
import { Server } from '../support/server';
import { type Sink, startSink } from '../support/sink';
import { expect, figure, test } from '../support/test';

const PEOPLE = 100;

/** Numbers from 0 up to 1, the same in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

/** Kills and starts a server again and again; answers when it was killed. */
async function torment(server: Server, times: number, random: () => number): Promise<number[]> {
  const kills: number[] = [];
  for (let i = 0; i < times; i += 1) {
    await wait(400 + random() * 1_600);
    await server.kill();
    kills.push(Date.now());
    await server.run();
  }
  return kills;
}

async function house(browser: Browser, sink: Sink, settings: Record<string, string> = {}): Promise<{ server: Server; writer: Writer }> {
  const server = await Server.start(unique('storm'), { ...relay(sink.url), ...settings });
  return { server, writer: await Writer.at(server, browser) };
}

test('two thousand notices outlive a relay that is gone, slow, busy, cutting the line and refusing, and a worker that is killed', async ({ browser }) => {
  test.setTimeout(1_500_000);
  const sink = await startSink();
  const { server, writer } = await house(browser, sink);
  const began = Date.now();

  // Gone: 100 invitations and 300 lines wait, and are there soon after it is back.
  await sink.stop();
  await people(server.house, PEOPLE);
  await writer.lines(3, '留守');
  await expect.poll(async () => (await writer.standing()).送信済み).toBe(0);
  await sink.restart();
  await writer.drained(360);
  expect(sink.messages()).toHaveLength(400);

  // Slow: five seconds before every answer. The desk goes on as if nothing were.
  sink.behave(slow());
  const saved = Date.now();
  await writer.lines(3, '遅い');
  const slowSave = (Date.now() - saved) / 3;
  await wait(25_000);
  sink.behave(OK);
  await writer.drained(360);
  expect(sink.messages()).toHaveLength(700);

  // Busy, before and after the message.
  sink.behave(later('rcpt'));
  await writer.lines(2, '混雑');
  await expect.poll(() => sink.tally().later, { timeout: 180_000 }).toBeGreaterThanOrEqual(200);
  sink.behave(later('data'));
  await writer.lines(1, '混雑のあと');
  await expect.poll(() => sink.tally().later, { timeout: 180_000 }).toBeGreaterThanOrEqual(300);
  sink.behave(OK);
  await writer.drained(540);
  expect(expectEachOnce(sink, 1_000)).toEqual({ repeated: 0 });

  // The line is cut after DATA: it comes again under the same Message-ID.
  sink.behave(CUT);
  await writer.lines(3, '切断');
  await expect.poll(() => sink.tally().cut, { timeout: 120_000 }).toBeGreaterThanOrEqual(300);
  sink.behave(OK);
  await writer.drained(540);
  expect(expectEachOnce(sink, 1_300).repeated).toBeGreaterThanOrEqual(300);

  // Everything at once, and the worker is killed at random.
  sink.behave(mixed({ seed: 7, later: 0.08, cut: 0.08, slow: 0.1, slowMs: 400, most: 1 }));
  const storm = torment(server, 8, dice(11));
  await writer.lines(6, '嵐');
  const kills = await storm;
  sink.behave(OK);
  await writer.drained(720);
  const { repeated } = expectEachOnce(sink, 1_900, kills);

  // Refused for good: given up at once, and everybody else's arrives.
  for (let i = 1; i <= 20; i += 1) sink.always(`p${i}@people.example`, { code: 550, words: '5.1.1 unknown' });
  await writer.line('拒否');
  const last = await writer.drained(180);
  expect(last.不達, 'refused, and nothing else').toBe(20);
  expect(last.取消).toBe(0);
  expectEachOnce(sink, 1_980, kills);
  expect(last.送信済み + last.不達, '2,000 notices').toBe(2_000);
  figure(`SQLite: 2,000 notices in ${Math.round((Date.now() - began) / 1_000)} s, ${kills.length} kills, ${repeated} repeated under the same Message-ID; saving with the relay at 5 s an answer: ${slowSave.toFixed(0)} ms`);
  await server.stop();
  server.discard();
  await sink.close();
});

test('two servers on one PostgreSQL share two thousand notices, one of them killed again and again, and none is sent by both', async ({ browser }) => {
  test.setTimeout(1_500_000);
  const sink = await startSink();
  const name = unique('storm');
  const url = script('postgres', 'start', name);
  try {
    const { server, writer } = await house(browser, sink, { MADOGUCHI_DATABASE: url });
    const other = await Server.start(unique('storm'), { ...relay(sink.url), MADOGUCHI_DATABASE: url });
    const began = Date.now();
    sink.behave(mixed({ seed: 3, later: 0.05, cut: 0.05, slow: 0.1, slowMs: 300, most: 1 }));
    await people(server.house, PEOPLE);
    const storm = torment(other, 5, dice(5));
    await writer.lines(10, '二台');
    await writer.before(other).lines(9, '二台目');
    const kills = await storm;
    // What a killed server had in its hands is taken over when its lease ends.
    await writer.drained(1_200);
    const { repeated } = expectEachOnce(sink, 2_000, kills);
    figure(`PostgreSQL, two servers: 2,000 notices in ${Math.round((Date.now() - began) / 1_000)} s, ${kills.length} kills, ${repeated} repeated under the same Message-ID`);
    for (const one of [server, other]) {
      await one.stop();
      one.discard();
    }
  } finally {
    script('postgres', 'stop', name);
    await sink.close();
  }
});

test('a real Postfix passes two thousand notices on, and what it sends back marks the address', async ({ browser }) => {
  test.setTimeout(1_500_000);
  if (process.getuid?.() !== 0) {
    figure('Postfix: not tried, because only root can run one');
    return;
  }
  const sink = await startSink();
  const name = unique('storm');
  const [port, bounces] = script('postfix', 'start', name, String(sink.port)).split(' ');
  try {
    const server = await Server.start(unique('storm'), { ...relay(`smtp://127.0.0.1:${port}`), MADOGUCHI_MAIL_BOUNCES: bounces ?? '' });
    const writer = await Writer.at(server, browser);
    const began = Date.now();
    script('postfix', 'pause', name);
    await people(server.house, PEOPLE);
    await writer.lines(2, '停止中');
    script('postfix', 'resume', name);
    // Refused only behind the relay: it took the e-mail, and a report comes back.
    for (const i of [1, 2, 3]) sink.always(`p${i}@people.example`, { code: 550, words: '5.1.1 no such person' });
    await writer.lines(7, '配送中');
    script('postfix', 'pause', name);
    await writer.lines(1, '再び停止');
    script('postfix', 'resume', name);
    await writer.lines(9, '配送中のあと');
    await expect.poll(() => new Set(sink.messages().map((mail) => mail.messageId)).size, { timeout: 300_000 }).toBeGreaterThanOrEqual(2_000 - 3 * 20);
    await writer.drained(720);
    // The reports lie in the Maildir; the job reads it once a minute. Each of the three people is marked, and nobody else.
    await expect.poll(async () => (await writer.standing()).不達, { timeout: 180_000, intervals: [2_000] }).toBe(3 * 20);
    expectEachOnce(sink, 2_000 - 3 * 20);
    expect((await writer.unreachable()).sort()).toEqual(['人 1', '人 2', '人 3']);
    figure(`Postfix: 2,000 notices in ${Math.round((Date.now() - began) / 1_000)} s, stopped twice meanwhile; 60 reports of 3 refused addresses read`);
    await server.stop();
    server.discard();
  } finally {
    script('postfix', 'stop', name);
    await sink.close();
  }
});
