/** The test function of this suite: a page signed in to one of the standing servers, and colleagues on demand. */
import { test as base, expect, type Browser, type BrowserContext } from '@playwright/test';
import { Desk } from './desk';
import { cookiesOf, houseOf, PASSWORD, unique, type HouseName, type PersonKey } from './people';
import { command, FIRST_DESK, oneTimeLink, Server, type House } from './server';

export interface Fresh {
  login: string;
  name: string;
  desk: Desk;
}

/** Everyone else who takes part in a test; each sits before a browser of their own. */
export interface Others {
  /** One of the standing people. */
  as(key: PersonKey): Promise<Desk>;
  /** Nobody: not signed in. */
  nobody(): Promise<Desk>;
  /** A new person whom no other test knows, signed in; drafts, sessions and passwords are theirs alone. */
  fresh(role?: string): Promise<Fresh>;
  /** A new person's one-time link, not yet followed. */
  invited(role?: string): Promise<{ login: string; name: string; link: string }>;
}

interface Fixtures {
  house: HouseName | 'calls';
  user: PersonKey | null;
  js: boolean;
  where: House;
  desk: Desk;
  others: Others;
  /** A server that this test may stop, kill and start again, with nobody else on it. */
  ownServer: Server;
}

export const test = base.extend<Fixtures>({
  house: ['main', { option: true }],
  user: ['desk1', { option: true }],
  js: async ({ javaScriptEnabled }, use) => use(javaScriptEnabled !== false),
  where: async ({ house, js }, use) => use(houseOf(house, js)),
  baseURL: async ({ where }, use) => use(where.url),
  storageState: async ({ where, user }, use) => use(user ? cookiesOf(where.name, user) : undefined),
  desk: async ({ page, js }, use) => use(new Desk(page, js)),
  others: async ({ browser, where, js }, use) => {
    const contexts: BrowserContext[] = [];
    const sit = async (storageState?: string): Promise<Desk> => {
      const context = await browser.newContext({
        baseURL: where.url,
        javaScriptEnabled: js,
        // Said even when empty: otherwise the context would inherit the cookies of the test's own page.
        storageState: storageState ?? { cookies: [], origins: [] },
        locale: 'ja-JP',
        timezoneId: 'Asia/Tokyo',
      });
      contexts.push(context);
      return new Desk(await context.newPage(), js);
    };
    const invited = async (role = 'desk_staff'): Promise<{ login: string; name: string; link: string }> => {
      const login = unique('u');
      const name = `仮 ${login}`;
      const output = await command(where, 'user', 'add', '--login', login, '--name', name, '--role', role, '--desk', FIRST_DESK);
      return { login, name, link: oneTimeLink(output) };
    };
    await use({
      as: (key) => sit(cookiesOf(where.name, key)),
      nobody: () => sit(),
      invited,
      fresh: async (role) => {
        const { login, name, link } = await invited(role);
        const desk = await sit();
        await desk.welcome(link, PASSWORD);
        return { login, name, desk };
      },
    });
    for (const context of contexts) await context.close();
  },
  ownServer: async ({}, use) => {
    const server = await Server.start(unique('own'));
    await use(server);
    await server.stop();
    server.discard();
  },
});

export { expect };

/** Says a measured figure in the run's output and in the report; a figure is not a judgement. */
export function figure(text: string): void {
  console.log(`    figure: ${text}`);
  test.info().annotations.push({ type: 'figure', description: text });
}

/** A person of the desk, signed in to a server that the test runs for itself. */
export async function staffOf(server: Server, browser: Browser, js = true): Promise<Fresh> {
  const login = unique('s');
  const name = `相談 ${login}`;
  const output = await command(server.house, 'user', 'add', '--login', login, '--name', name, '--role', 'desk_staff', '--desk', FIRST_DESK);
  const desk = await strangerAt(server, browser, js);
  await desk.welcome(oneTimeLink(output), PASSWORD);
  return { login, name, desk };
}

/** Nobody yet, before the sign-in page of such a server. The browser's end closes the context. */
export async function strangerAt(server: Server, browser: Browser, js = true): Promise<Desk> {
  const context = await browser.newContext({
    baseURL: server.house.url,
    javaScriptEnabled: js,
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    storageState: { cookies: [], origins: [] },
  });
  return new Desk(await context.newPage(), js);
}
