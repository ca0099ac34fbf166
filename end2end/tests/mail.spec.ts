/** メール: the administration of the outbox, with a relay that does what the test tells it. */
import AxeBuilder from '@axe-core/playwright';
import type { Browser } from '@playwright/test';
import { REFUSE } from '../support/behaviour';
import { type Desk, LEAST } from '../support/desk';
import { PASSWORD, unique } from '../support/people';
import { command, FIRST_DESK, oneTimeLink, Server } from '../support/server';
import { type Sink, startSink } from '../support/sink';
import { expect, strangerAt, test } from '../support/test';

interface House {
  server: Server;
  sink: Sink;
  admin: Desk;
}

/** A house of its own with a relay and an administrator before the browser. */
async function open(browser: Browser, js: boolean): Promise<House> {
  const sink = await startSink();
  const server = await Server.start(unique('mail'), { MADOGUCHI_MAIL: sink.url, MADOGUCHI_MAIL_FROM: 'madoguchi@desk.example' });
  const admin = await strangerAt(server, browser, js);
  await admin.welcome(server.firstLink(), PASSWORD);
  return { server, sink, admin };
}

async function close({ server, sink }: House): Promise<void> {
  await server.stop();
  server.discard();
  await sink.close();
}

/** A person of the desk with an address, not signed in; answers the name. */
async function person(house: House, address: string): Promise<{ name: string; link: string }> {
  const login = unique('m');
  const name = `郵便 ${login}`;
  const output = await command(house.server.house, 'user', 'add', '--login', login, '--name', name, '--role', 'desk_staff', '--desk', FIRST_DESK, '--email', address);
  return { name, link: oneTimeLink(output) };
}

test('a test mail shows the relay\'s real answer, good or bad @both', async ({ browser, js }) => {
  test.setTimeout(120_000);
  const house = await open(browser, js);
  const { admin, sink } = house;
  await admin.goto('/admin/mail');
  const send = admin.main.getByRole('button', { name: 'テストメールを送る' });
  await admin.field('送信先のメールアドレス').fill('だめなアドレス');
  await admin.submit(send);
  await admin.expectFieldError('送信先のメールアドレス');
  await admin.field('送信先のメールアドレス').fill('someone@example.jp');
  await admin.submit(send);
  await expect(admin.page.getByRole('heading', { level: 1, name: '送信の記録' })).toBeVisible();
  await expect(admin.main.getByText('受け付けられました')).toBeVisible();
  await expect.poll(() => sink.messages().flatMap((m) => m.to)).toContain('someone@example.jp');
  sink.behave(REFUSE);
  await admin.goto('/admin/mail');
  await admin.field('送信先のメールアドレス').fill('nobody@example.jp');
  await admin.submit(send);
  await expect(admin.main.getByText('550', { exact: false }).first()).toBeVisible();
  await expect(admin.main.getByText('不達').first()).toBeVisible();
  await close(house);
});

test('the line to the relay is guarded as the setting says, and nothing leaves over one that is not', async ({ browser }) => {
  test.setTimeout(240_000);
  const auth = { user: 'madoguchi', password: 'とても長い合言葉-2026' };
  for (const tls of ['starttls', 'tls'] as const) {
    const sink = await startSink({ tls, auth });
    const settings = { MADOGUCHI_MAIL: sink.url, MADOGUCHI_MAIL_FROM: 'madoguchi@desk.example', SSL_CERT_FILE: sink.authority ?? '' };
    for (const [password, arrives] of [[auth.password, true], ['違う合言葉', false]] as const) {
      const before = sink.messages().length;
      const server = await Server.start(unique('mail'), { ...settings, MADOGUCHI_MAIL_USER: auth.user, MADOGUCHI_MAIL_PASSWORD: password });
      const admin = await strangerAt(server, browser, true);
      await admin.welcome(server.firstLink(), PASSWORD);
      await admin.goto('/admin/mail');
      await admin.field('送信先のメールアドレス').fill('someone@example.jp');
      await admin.submit(admin.main.getByRole('button', { name: 'テストメールを送る' }));
      await expect(admin.main.getByText(arrives ? '受け付けられました' : '535', { exact: false }).first(), `${tls}, ${password}`).toBeVisible();
      expect(sink.messages().length - before).toBe(arrives ? 1 : 0);
      await server.stop();
      server.discard();
    }
    await sink.close();
  }
  // A relay that offers no TLS gets nothing from a house that wants it.
  const plain = await startSink();
  const server = await Server.start(unique('mail'), { MADOGUCHI_MAIL: plain.url.replace('smtp://', 'smtp+starttls://'), MADOGUCHI_MAIL_FROM: 'madoguchi@desk.example' });
  const admin = await strangerAt(server, browser, true);
  await admin.welcome(server.firstLink(), PASSWORD);
  await admin.goto('/admin/mail');
  await admin.field('送信先のメールアドレス').fill('someone@example.jp');
  await admin.submit(admin.main.getByRole('button', { name: 'テストメールを送る' }));
  await expect(admin.page.getByRole('heading', { level: 1, name: '送信の記録' })).toBeVisible();
  expect(plain.messages()).toHaveLength(0);
  await server.stop();
  server.discard();
  await plain.close();
});

test('what is refused stands in the outbox, the person is 連絡不能 until somebody confirms, and it is sent again @both', async ({ browser, js }) => {
  test.setTimeout(120_000);
  const house = await open(browser, js);
  const { admin, sink } = house;
  sink.behave(REFUSE);
  const { name } = await person(house, 'gone@example.jp');
  await expect(async () => {
    await admin.goto('/admin/mail?state=failed');
    await expect(admin.main.locator('tbody tr').filter({ hasText: name })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await expect(admin.main.getByRole('heading', { name: '連絡不能の人' })).toBeVisible();
  await admin.submit(admin.main.locator('li').filter({ hasText: name }).getByRole('button', { name: '届くことを確認した' }));
  await expect(admin.main.getByRole('heading', { name: '連絡不能の人' })).toBeHidden();
  sink.behave({ kind: 'ok' });
  await admin.goto('/admin/mail?state=failed');
  await admin.main.locator('tbody tr').filter({ hasText: name }).getByRole('link').first().click();
  await admin.submit(admin.main.getByRole('button', { name: 'もう一度送る' }));
  await expect(admin.main.getByText('もう一度送ります。')).toBeVisible();
  await expect.poll(() => sink.messages().length, { timeout: 20_000 }).toBeGreaterThan(0);
  const mail = sink.messages()[0];
  expect(mail?.text).toContain('/welcome/');
  // The link in the mail opens the door, and the records do not hold it.
  const link = /http:\/\/\S+\/welcome\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';
  await admin.page.reload();
  await expect(admin.main.getByText('送信済み').first()).toBeVisible({ timeout: 10_000 });
  await expect(admin.main.locator('pre')).not.toContainText(link);
  const guest = await strangerAt(house.server, browser, js);
  await guest.welcome(link, PASSWORD);
  await close(house);
});

test('words are previewed, checked, saved and taken back @both', async ({ browser, js }) => {
  test.setTimeout(120_000);
  const house = await open(browser, js);
  const { admin } = house;
  await admin.goto('/admin/mail/templates');
  await admin.main.getByRole('link', { name: '担当になったとき' }).click();
  await admin.field('件名').fill('担当のお知らせ {{番号}}');
  await admin.field('本文').fill('{{宛名}}さん\n{{氏名}}\n{{リンク}}');
  await admin.submit(admin.main.getByRole('button', { name: '保存する' }));
  await admin.expectFieldError('本文');
  await expect(admin.field('件名')).toHaveValue('担当のお知らせ {{番号}}');
  await admin.field('本文').fill('{{宛名}}さん\n{{リンク}}');
  await admin.submit(admin.main.getByRole('button', { name: 'プレビュー' }));
  await expect(admin.main.locator('#preview')).toContainText('担当のお知らせ R8-000123');
  await expect(admin.main.getByText('まだ保存していません。', { exact: false })).toBeVisible();
  await admin.submit(admin.main.getByRole('button', { name: '保存する' }));
  await expect(admin.main.getByText('文面を保存しました。', { exact: false })).toBeVisible();
  await admin.goto('/admin/mail/templates');
  await expect(admin.main.locator('tr').filter({ hasText: '担当になったとき' })).toContainText('変更あり');
  await admin.main.getByRole('link', { name: '担当になったとき' }).click();
  await admin.main.getByText('既定の文面に戻す').first().click();
  await admin.submit(admin.main.getByRole('button', { name: '既定の文面に戻す' }));
  await expect(admin.field('件名')).toHaveValue('【窓口】{{番号}} 担当になりました');
  await close(house);
});

test('the pages of the outbox are clean for axe, and only the administration sees them', async ({ browser, js }) => {
  test.setTimeout(120_000);
  const house = await open(browser, js);
  const { admin, sink } = house;
  const { link } = await person(house, 'kato@example.jp');
  await expect.poll(() => sink.messages().length, { timeout: 20_000 }).toBeGreaterThan(0);
  await admin.goto('/admin/mail');
  const one = (await admin.main.locator('tbody a[href^="/admin/mail/"]').first().getAttribute('href')) ?? '';
  for (const path of ['/admin/mail', one, '/admin/mail/templates', '/admin/mail/templates/bundle', '/admin/jobs']) {
    await admin.goto(path);
    expect((await new AxeBuilder({ page: admin.page }).analyze()).violations, path).toEqual([]);
    for (const width of [1280, 390]) {
      await admin.page.setViewportSize({ width, height: 900 });
      const over = await admin.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over, `${path} at ${width}`).toBeLessThanOrEqual(0);
    }
  }
  await expect(admin.main.locator('tbody')).toContainText('メールの送信');
  const staff = await strangerAt(house.server, browser, js);
  await staff.welcome(link, PASSWORD);
  await staff.file(LEAST);
  for (const path of ['/admin/mail', one, '/admin/jobs']) {
    expect((await staff.page.goto(path))?.status(), path).toBe(403);
  }
  const jobs = await fetch(`${house.server.house.url}/health/jobs`);
  expect(jobs.status).toBe(200);
  expect((await jobs.json()) as unknown[]).toHaveLength(5);
  await close(house);
});
