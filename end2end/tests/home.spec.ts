/** 今日: counts that are links, and a page that keeps itself up to date or says that it cannot. */
import { LEAST } from '../support/desk';
import { unique } from '../support/people';
import { expect, figure, staffOf, test } from '../support/test';
import { WORDS } from '../support/words';

test.use({ house: 'many' });

test('every count is a link to a list that counts the same @both', async ({ others }) => {
  const { desk, name } = await others.fresh();
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(new Date());
  await desk.file({ ...LEAST, 担当者: name, 次回対応予定日: today });
  await desk.file({ ...LEAST, 担当者: name });
  await desk.goto('/');
  const addresses = await desk.main
    .locator('a.tile[href^="/inquiries?"]')
    .evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('href') ?? ''));
  expect(addresses.length).toBeGreaterThanOrEqual(4);
  expect(new Set(addresses).size).toBe(addresses.length);
  for (const address of addresses) {
    // Colleagues in other tests save meanwhile: both numbers are read again until nobody came between.
    await expect(async () => {
      await desk.goto('/');
      const tile = desk.main.locator(`a.tile[href="${address}"]`);
      const count = Number((await tile.locator('.tile__count').innerText()).replace(/[^\d]/g, ''));
      await desk.goto(address);
      const total = (await desk.main.locator('.empty').count()) > 0 ? 0 : await desk.total();
      expect(total, address).toBe(count);
    }).toPass({ timeout: 20_000 });
  }
  await desk.goto('/');
  const mine = addresses.find((address) => /staff=/.test(address) && !/overdue|date|due|to=/.test(address)) ?? '';
  await expect(desk.main.locator(`a.tile[href="${mine}"] .tile__count`)).toHaveText(/2/);
});

test('a colleague\'s save appears on 今日 within two seconds', async ({ desk, others }) => {
  const text = unique('同僚の受付');
  await desk.goto('/');
  const colleague = await others.as('desk2');
  await colleague.begin({ ...LEAST, 相談内容: text });
  // Nobody at this page asked: what it asks for by itself does not keep the session alive.
  const asked = desk.page.waitForRequest((request) => request.headers()['x-madoguchi-live'] === '1');
  const began = Date.now();
  // From the press of the button, whatever the colleague's own page does meanwhile.
  await Promise.all([expect(desk.main.getByText(text).first()).toBeVisible({ timeout: 2_000 }), colleague.press()]);
  await asked;
  figure(`a colleague's save stood on 今日 after at most ${Date.now() - began} ms (limit 2,000 ms)`);
});

test('the page says when the network is gone and takes it back when it returns', async ({ desk, page }) => {
  await desk.goto('/');
  await expect(page.getByText(WORDS.connectionLost)).toBeHidden();
  await page.context().setOffline(true);
  await expect(page.getByText(WORDS.connectionLost).first()).toBeVisible({ timeout: 15_000 });
  await page.context().setOffline(false);
  await expect(page.getByText(WORDS.connectionLost)).toBeHidden({ timeout: 20_000 });
});

test('the page says when the server is gone, and catches up on what was saved since', async ({ ownServer, browser }) => {
  const { desk } = await staffOf(ownServer, browser);
  const colleague = (await staffOf(ownServer, browser, false)).desk;
  await desk.goto('/');
  await ownServer.stop();
  await expect(desk.page.getByText(WORDS.connectionLost).first()).toBeVisible({ timeout: 15_000 });
  await ownServer.run();
  const { number } = await colleague.file();
  await expect(desk.page.getByText(WORDS.connectionLost)).toBeHidden({ timeout: 20_000 });
  await expect(desk.main.getByText(number).first()).toBeVisible();
});
