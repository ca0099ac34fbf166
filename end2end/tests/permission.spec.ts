/** What the server refuses and how it protects its pages, whatever the browser was shown. */
import { LEAST, type Desk } from '../support/desk';
import { unique, uniqueKana, type PersonKey } from '../support/people';
import { expect, test } from '../support/test';

/** Fills a form, holds its POST back from the server and answers it. */
async function heldPost(desk: Desk, text: string): Promise<{ url: string; headers: Record<string, string>; data: Buffer }> {
  await desk.begin({ ...LEAST, 相談内容: text });
  const held = new Promise<{ url: string; headers: Record<string, string>; data: Buffer }>((done) => {
    void desk.page.route('**/*', async (route) => {
      const request = route.request();
      const body = decodeURIComponent((request.postData() ?? '').replaceAll('+', ' '));
      if (request.method() !== 'POST' || !body.includes(text)) return route.continue();
      await route.abort();
      if (/draft/.test(request.url())) return;
      const { cookie: _cookie, ...headers } = await request.allHeaders();
      done({ url: request.url(), headers, data: request.postDataBuffer() ?? Buffer.alloc(0) });
    });
  });
  await desk.saveButton.click();
  const post = await held;
  await desk.page.unrouteAll({ behavior: 'ignoreErrors' });
  return post;
}

const FORBIDDEN: [PersonKey, string][] = [
  ['manager', '/inquiries/new'],
  ['physician', '/inquiries'],
  ['physician', '/inquiries/new'],
  ['hospital', '/inquiries'],
  ['hospital', '/inquiries/new'],
];

for (const [who, path] of FORBIDDEN) {
  test(`${who} gets a 403 page at ${path} @both`, async ({ others }) => {
    const desk = await others.as(who);
    const answer = await desk.goto(path);
    expect(answer?.status()).toBe(403);
    await expect(desk.page.locator('h1')).toHaveCount(1);
    await expect(desk.main.locator('a[href="/"]').first()).toBeVisible();
  });
}

test('a physician cannot open an inquiry, its print, its case or its patient by address', async ({ desk, others }) => {
  const filed = await desk.file({ 対象者: { 氏名: unique('秘密'), ふりがな: uniqueKana(), 性別: '女' } });
  const path = await desk.main.locator('a[href^="/cases/"]').first().getAttribute('href');
  const physician = await others.as('physician');
  for (const address of [`/inquiries/${filed.id}`, `/inquiries/${filed.id}/edit`, `/inquiries/${filed.id}/print`, path ?? '', `${filed.patient}/edit`]) {
    const answer = await physician.page.request.get(address);
    expect([403, 404], address).toContain(answer.status());
    expect(await answer.text()).not.toContain('秘密');
  }
});

test('a save sent with the cookies of a manager, of a physician or of nobody is refused by the server @both', async ({ desk, others, js }) => {
  const text = unique('権限なし');
  const post = await heldPost(desk, text);
  const send = { method: 'POST', headers: post.headers, data: post.data, maxRedirects: 0 };
  for (const [one, status] of [[await others.as('manager'), 403], [await others.as('physician'), 403], [await others.nobody(), 401]] as const) {
    const answer = await one.page.request.fetch(post.url, send);
    // A browser without scripts is led back to the form that was refused.
    expect(answer.status()).toBe(js ? status : 303);
    if (!js) expect(answer.headers()['location'] ?? '').toMatch(/^\/inquiries\/new\?(.*&)?kept=/);
  }
  await desk.goto(`/inquiries?q=${text}`);
  await expect(desk.main.locator('.empty')).toBeVisible();
  // The same post with the cookies of the person who wrote it is good: nothing else kept the others out.
  const good = await desk.page.request.fetch(post.url, send);
  expect(good.status()).toBe(js ? 200 : 302);
  await desk.goto(`/inquiries?q=${text}`);
  expect(await desk.total()).toBe(1);
});

test('a POST from another site is refused, also with good cookies @both', async ({ desk }) => {
  const text = unique('他サイト');
  const post = await heldPost(desk, text);
  const strangers: Record<string, string>[] = [{ origin: 'http://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site', origin: 'http://evil.example' }];
  for (const foreign of strangers) {
    const headers = { ...post.headers, ...foreign };
    const answer = await desk.page.request.fetch(post.url, { method: 'POST', headers, data: post.data, maxRedirects: 0 });
    expect(answer.status(), JSON.stringify(foreign)).toBe(403);
  }
  for (const path of ['/sign-in', '/account', '/inquiries/new']) {
    const answer = await desk.page.request.post(path, { headers: { origin: 'http://evil.example' }, form: { a: 'b' }, maxRedirects: 0 });
    expect(answer.status(), path).toBe(403);
  }
  await desk.goto(`/inquiries?q=${text}`);
  await expect(desk.main.locator('.empty')).toBeVisible();
});

test('every document carries the protecting headers and a fresh nonce, and no inline style or script without it', async ({ desk }) => {
  const nonces = new Set<string>();
  for (const path of ['/', '/inquiries', '/inquiries/new', '/no-such-page', '/account']) {
    const answer = await desk.page.request.get(path);
    const headers = answer.headers();
    const policy = headers['content-security-policy'] ?? '';
    const nonce = /script-src[^;]*'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(nonce.length, path).toBeGreaterThanOrEqual(16);
    nonces.add(nonce);
    expect(policy).not.toContain('unsafe-inline');
    expect(policy).not.toContain("'unsafe-eval'");
    expect(policy).not.toMatch(/https?:|\*/);
    for (const part of ['default-src', 'style-src', 'frame-ancestors', 'base-uri', 'form-action', 'object-src']) expect(policy).toContain(part);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toMatch(/no-referrer|same-origin/);
    expect(headers['cache-control']).toContain('no-store');
    const html = await answer.text();
    expect(html).not.toMatch(/<[a-z][^>]*\sstyle=/);
    expect(html).not.toMatch(/<[a-z][^>]*\son[a-z]+=/);
    for (const [script] of html.matchAll(/<script\b[^>]*>/g)) expect(script).toContain(`nonce="${nonce}"`);
  }
  expect(nonces.size).toBe(5);
});

test('the session cookie is out of reach of scripts and of other sites', async ({ desk }) => {
  await desk.goto('/');
  const cookies = await desk.page.context().cookies();
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) {
    expect(cookie.httpOnly, cookie.name).toBe(true);
    expect(cookie.sameSite, cookie.name).toBe('Lax');
  }
});

test('an unknown page and an unknown id are real 404 pages with a way back @both', async ({ desk }) => {
  for (const path of ['/no-such-page', '/inquiries/01900000-0000-7000-8000-000000000000', '/cases/01900000-0000-7000-8000-000000000000']) {
    const answer = await desk.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(desk.main.locator('a[href="/"]').first()).toBeVisible();
  }
  expect((await desk.page.request.get('/pkg/nothing.js')).status()).toBe(404);
  expect((await desk.page.request.get('/assets/../madoguchi.toml')).status()).toBe(404);
});

test('the health pages answer without a session and tell nothing else', async ({ others }) => {
  const desk = await others.nobody();
  for (const path of ['/health/live', '/health/ready']) {
    const answer = await desk.page.request.get(path);
    expect(answer.status()).toBe(200);
    expect((await answer.text()).length).toBeLessThan(300);
  }
});
