/** 通知: the bell, the list, and what somebody wants by e-mail. */
import AxeBuilder from '@axe-core/playwright';
import { LEAST } from '../support/desk';
import { expect, test } from '../support/test';

test('whoever is put in charge sees it at the bell, opens the case from it, and it is read @both', async ({ others }) => {
  const giver = await others.fresh();
  const taker = await others.fresh();
  await taker.desk.goto('/');
  const bell = taker.desk.page.locator('#bell');
  await expect(bell).toHaveText('通知');
  const filed = await giver.desk.file({ ...LEAST, 担当者: taker.name });
  if (taker.desk.js) await expect(bell).toContainText('1', { timeout: 5_000 });
  else await taker.desk.goto('/');
  await expect(bell).toContainText('1件の未読');

  await taker.desk.goto('/notices');
  await expect(taker.desk.page.getByRole('heading', { level: 1, name: '通知' })).toBeVisible();
  const line = taker.desk.main.locator('li').filter({ hasText: filed.number });
  await expect(line).toContainText('未読');
  await taker.desk.submit(line.getByRole('button', { name: new RegExp(`${filed.number}.*担当になりました`) }));
  await expect(taker.desk.page).toHaveURL(/\/cases\/[0-9a-f-]{36}$/);
  await expect(taker.desk.page.locator('#bell')).toHaveText('通知');
  await taker.desk.goto('/notices?show=unread');
  await expect(taker.desk.main.getByText('未読の通知はありません。')).toBeVisible();
});

test('everything is marked as read at once, and an empty list says what will come @both', async ({ others }) => {
  const giver = await others.fresh();
  const taker = await others.fresh();
  await taker.desk.goto('/notices');
  await expect(taker.desk.main.getByText('通知はまだありません。', { exact: false })).toBeVisible();
  for (const text of ['一件目', '二件目']) await giver.desk.file({ ...LEAST, 相談内容: text, 担当者: taker.name });
  await taker.desk.goto('/notices');
  await expect(taker.desk.main.getByText('未読 2件')).toBeVisible();
  await taker.desk.submit(taker.desk.main.getByRole('button', { name: 'すべて既読にする' }));
  await expect(taker.desk.main.getByText('すべて既読にしました。')).toBeVisible();
  await expect(taker.desk.main.getByText('未読 0件')).toBeVisible();
});

test('choices are kept, quiet hours are checked, and what guards the account is fixed @both', async ({ others }) => {
  const { desk } = await others.fresh();
  await desk.goto('/account');
  await desk.main.getByRole('link', { name: '通知の設定' }).click();
  await expect(desk.page.getByRole('heading', { level: 1, name: '通知の設定' })).toBeVisible();
  const row = desk.main.locator('tr').filter({ hasText: '担当ケースの更新' });
  await desk.tick(row.getByRole('radio', { name: '朝8時にまとめて' }));
  await desk.field('開始').fill('25:00');
  await desk.field('終了').fill('7:00');
  const save = desk.main.getByRole('button', { name: '通知の設定を保存する' });
  await desk.submit(save);
  await desk.expectFieldError('開始');
  await expect(row.getByRole('radio', { name: '朝8時にまとめて' })).toBeChecked();
  await expect(desk.field('開始')).toHaveValue('25:00');
  await desk.field('開始').fill('２２：００');
  await desk.submit(save);
  await expect(desk.main.getByText('通知の設定を保存しました。')).toBeVisible();
  await desk.goto('/account/notices');
  await expect(row.getByRole('radio', { name: '朝8時にまとめて' })).toBeChecked();
  await expect(desk.field('開始')).toHaveValue('22:00');
  await expect(desk.main.locator('tr').filter({ hasText: 'パスワードの変更' })).toContainText('変更できません');
});

test('the pages of notices are clean for axe @both', async ({ others }) => {
  const giver = await others.fresh();
  const taker = await others.fresh();
  await giver.desk.file({ ...LEAST, 担当者: taker.name });
  for (const path of ['/notices', '/account/notices']) {
    await taker.desk.goto(path);
    if (taker.desk.js) expect((await new AxeBuilder({ page: taker.desk.page }).analyze()).violations, path).toEqual([]);
    for (const width of [1280, 390]) {
      await taker.desk.page.setViewportSize({ width, height: 900 });
      const over = await taker.desk.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth).catch(() => 0);
      expect(over, `${path} at ${width}`).toBeLessThanOrEqual(0);
    }
  }
});
