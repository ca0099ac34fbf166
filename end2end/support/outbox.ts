/** A house that sends thousands of notices, and the proof that each was delivered, once. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from '@playwright/test';
import { HttpForm } from './httpform';
import { PASSWORD, unique } from './people';
import { command, FIRST_DESK, oneTimeLink, Server, type House } from './server';
import type { Mail, Sink } from './sink';
import { expect, strangerAt } from './test';
import { WORDS } from './words';

const SCRIPTS = resolve(__dirname, '../../.ci');

/** Runs one of the scripts that start servers of other makers; answers what it printed. */
export function script(name: string, ...args: string[]): string {
  return execFileSync(resolve(SCRIPTS, name), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** How the outbox stands: how many e-mails are in each state, by the words of the page. */
export type Standing = Record<'送信待ち' | '送信中' | '送信済み' | '不達' | '取消', number>;

/** The settings that let a server send through a relay. */
export function relay(url: string): Record<string, string> {
  return { MADOGUCHI_MAIL: url, MADOGUCHI_MAIL_FROM: 'madoguchi@desk.example' };
}

/** Somebody who writes lines of the handover and looks at the outbox, over plain HTTP. */
export class Writer {
  private constructor(
    private readonly house: House,
    private readonly staff: string,
    private readonly admin: string,
  ) {}

  /** Signs a writer and the administrator in, on a server that is new. */
  static async at(server: Server, browser: Browser): Promise<Writer> {
    const login = unique('w');
    const output = await command(server.house, 'user', 'add', '--login', login, '--name', `書く ${login}`, '--role', 'desk_staff', '--desk', FIRST_DESK);
    const cookies: string[] = [];
    for (const link of [oneTimeLink(output), server.firstLink()]) {
      const desk = await strangerAt(server, browser, false);
      await desk.welcome(link, PASSWORD);
      cookies.push((await desk.page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; '));
      await desk.page.context().close();
    }
    return new Writer(server.house, cookies[0] ?? '', cookies[1] ?? '');
  }

  /** The same two people before another server on the same database. */
  before(other: Server): Writer {
    return new Writer(other.house, this.staff, this.admin);
  }

  /** Asks again while nobody answers, as a person would. */
  private async patiently(address: string, how: RequestInit): Promise<Response> {
    for (let tries = 0; ; tries += 1) {
      try {
        const answer = await fetch(address, { redirect: 'manual', ...how });
        return new Response(await answer.text(), { status: answer.status, headers: { location: answer.headers.get('location') ?? '' } });
      } catch (error) {
        if (tries >= 40 || !(error instanceof TypeError)) throw error;
        await wait(250);
      }
    }
  }

  /** One important line: everybody else at the desk is told. What was sent twice, because its answer was lost, is one line. */
  async line(text: string): Promise<void> {
    const address = `${this.house.url}/handover`;
    const page = await this.patiently(address, { headers: { cookie: this.staff } });
    const form = new HttpForm(await page.text(), WORDS.addNote, address).fill(WORDS.noteText, text);
    const answer = await this.patiently(form.action, {
      method: 'POST',
      headers: { accept: 'text/html', cookie: this.staff, origin: this.house.url, referer: address, 'content-type': 'application/x-www-form-urlencoded' },
      body: `${form.body()}&${new URLSearchParams({ 'form[important]': '1' }).toString()}`,
    });
    expect(answer.status, 'a line is saved whatever the relay does').toBe(302);
    expect(answer.headers.get('location'), 'and not refused').not.toContain('kept=');
  }

  async lines(count: number, stem: string): Promise<void> {
    for (let i = 1; i <= count; i += 1) await this.line(`${stem} ${i}`);
  }

  private async administration(): Promise<string> {
    const page = await fetch(`${this.house.url}/admin/mail`, { headers: { cookie: this.admin } });
    return (await page.text()).replace(/<!--.*?-->/g, '');
  }

  /** Names of the people whom no e-mail reaches. */
  async unreachable(): Promise<string[]> {
    const section = /連絡不能の人<\/h2>([\s\S]*?)<\/section>/.exec(await this.administration())?.[1] ?? '';
    return [...section.matchAll(/href="\/admin\/users\/[^"]*"[^>]*>([^<]*)</g)].map((match) => match[1] ?? '');
  }

  /** What the administration shows. */
  async standing(): Promise<Standing> {
    const text = (await this.administration()).replace(/<[^>]*>/g, ' ');
    const count = (word: string): number => Number(new RegExp(`(\\d+)\\s*件\\s*${word}`).exec(text)?.[1] ?? Number.NaN);
    const found = { 送信待ち: count('送信待ち'), 送信中: count('送信中'), 送信済み: count('送信済み'), 不達: count('不達'), 取消: count('取消') };
    for (const [word, n] of Object.entries(found)) expect(n, `${word} on the page of the outbox`).not.toBeNaN();
    return found;
  }

  /** Until nothing waits any more, at most so many seconds: a patience, not a figure. */
  async drained(seconds: number): Promise<Standing> {
    const limit = Date.now() + seconds * 1_000;
    for (;;) {
      const now = await this.standing();
      if (now.送信待ち + now.送信中 === 0) return now;
      if (Date.now() > limit) throw new Error(`after ${seconds} s the outbox stands at ${JSON.stringify(now)}`);
      await wait(500);
    }
  }
}

/** People with addresses, `p1@people.example` and on; each is sent an invitation. */
export async function people(house: House, count: number, from = 1): Promise<void> {
  const add = async (i: number): Promise<void> => {
    const login = unique('p');
    await command(house, 'user', 'add', '--login', login, '--name', `人 ${i}`, '--role', 'desk_staff', '--desk', FIRST_DESK, '--email', `p${i}@people.example`);
  };
  for (let i = from; i < from + count; i += 4) await Promise.all([0, 1, 2, 3].filter((k) => i + k < from + count).map((k) => add(i + k)));
}

/** A moment at which a worker was killed may hide the relay's answer from it: so long before it, in milliseconds. */
const UNHEARD = 3_000;

/**
 * Everything arrived, and nothing twice: a repetition has the same Message-ID and recipient, and comes only where the line was cut
 * after DATA, or whoever sent it was killed before it had written the answer down.
 */
export function expectEachOnce(sink: Sink, expected: number, kills: number[] = []): { repeated: number } {
  const by = new Map<string, Mail[]>();
  for (const mail of sink.messages()) by.set(mail.messageId, [...(by.get(mail.messageId) ?? []), mail]);
  // Collected and looked at once: thousands of assertions, each with its trace, would take minutes.
  const strange: string[] = [];
  let repeated = 0;
  for (const [id, copies] of by) {
    if (copies.some((copy) => copy.to.length !== 1)) strange.push(`${id} has several recipients`);
    if (new Set(copies.map((copy) => `${copy.to[0]} ${copy.subject}`)).size !== 1) strange.push(`${id} is not the same each time`);
    for (const copy of copies.slice(0, -1)) {
      const unheard = copy.cut || kills.some((kill) => copy.at <= kill && kill - copy.at < UNHEARD);
      if (!unheard) strange.push(`${id} was repeated although its sender heard the answer`);
      repeated += 1;
    }
  }
  expect(strange).toEqual([]);
  expect(by.size, 'e-mails that arrived').toBe(expected);
  return { repeated };
}
