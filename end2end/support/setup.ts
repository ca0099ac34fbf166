/** Before any test: start the servers, make the users by command line, follow their links in a browser. */
import { chromium, type FullConfig } from '@playwright/test';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { Desk } from './desk';
import { cookiesOf, HOUSES, PASSWORD, PEOPLE, STATE_FILE, type HouseName, type PersonKey, type RunState } from './people';
import { command, FIRST_DESK, oneTimeLink, RUN_FOLDER, Server, type House } from './server';

const SEEDED = 260;

async function linkFor(server: Server, key: PersonKey): Promise<string> {
  if (key === 'admin') return server.firstLink();
  const { login, name, role } = PEOPLE[key];
  return oneTimeLink(await command(server.house, 'user', 'add', '--login', login, '--name', name, '--role', role, '--desk', FIRST_DESK));
}

export default async function setup(config: FullConfig): Promise<() => Promise<void>> {
  rmSync(RUN_FOLDER, { recursive: true, force: true });
  mkdirSync(RUN_FOLDER, { recursive: true });
  const servers: Server[] = [];
  const stop = async (): Promise<void> => {
    const ends = await Promise.allSettled(servers.map((server) => server.stop()));
    for (const server of servers) server.discard();
    const bad = ends.find((end) => end.status === 'rejected');
    if (bad) throw bad.reason;
  };
  const browser = await chromium.launch(config.projects[0]?.use.launchOptions ?? {});
  try {
    const houses: Partial<Record<HouseName, House>> = {};
    for (const [name, people] of Object.entries(HOUSES) as [HouseName, readonly PersonKey[]][]) {
      const server = await Server.start(name);
      servers.push(server);
      houses[name] = server.house;
      if (name === 'main') await command(server.house, 'desk', 'add', '--name', '北部窓口');
      if (name === 'many') await command(server.house, 'seed', '--inquiries', String(SEEDED));
      for (const key of people) {
        const context = await browser.newContext({ baseURL: server.house.url, locale: 'ja-JP', timezoneId: 'Asia/Tokyo' });
        await new Desk(await context.newPage(), true).welcome(await linkFor(server, key), PASSWORD);
        await context.storageState({ path: cookiesOf(name, key) });
        await context.close();
      }
    }
    writeFileSync(STATE_FILE, JSON.stringify({ houses } as RunState, null, 1));
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  } finally {
    await browser.close();
  }
  return stop;
}
