/** Looking after the house: users, desks, holidays, the log, another role's view, one's own size of text. */
import AxeBuilder from '@axe-core/playwright';
import { PASSWORD, unique } from '../support/people';
import { expect, test } from '../support/test';
import { WORDS } from '../support/words';

test.use({ user: 'admin' });

test('a user is registered, comes in by the link that is shown once, and is kept out with a reason @both', async ({ desk, others }) => {
  const login = unique('n');
  await desk.goto('/admin/users/new');
  await desk.field('ログインID').fill(login);
  await desk.submit(desk.main.getByRole('button', { name: WORDS.addUser }));
  await desk.expectFieldError('氏名');
  await expect(desk.field('ログインID')).toHaveValue(login);
  await desk.field('氏名').fill(`新人 ${login}`);
  await desk.tick(desk.main.getByLabel('相談員', { exact: true }));
  await desk.submit(desk.main.getByRole('button', { name: WORDS.addUser }));
  const link = await desk.main.locator('.secret-link').innerText();
  const page = new URL(desk.page.url()).pathname;
  await desk.goto(page);
  await expect(desk.main.locator('.secret-link')).toHaveCount(0);
  const person = await others.nobody();
  await person.welcome(link, PASSWORD);
  await desk.goto(page);
  await desk.field('停止の理由').fill('異動のため');
  await desk.submit(desk.main.getByRole('button', { name: WORDS.disableUser, exact: true }));
  await expect(desk.main.getByText('利用停止').first()).toBeVisible();
  await person.goto('/');
  await expect(person.page).toHaveURL(/\/sign-in/);
});

test('looking as the desk shows a banner on every page and refuses every save @both', async ({ others }) => {
  // A session of their own: the standing administrator's is shared with other tests.
  const { desk } = await others.fresh('admin');
  await desk.goto('/admin/as-role');
  await desk.submit(desk.main.getByRole('button', { name: '相談員として見る' }));
  for (const path of ['/', '/inquiries', '/account']) {
    await desk.goto(path);
    await expect(desk.page.getByText('「相談員」の見え方を確認しています')).toBeVisible();
  }
  // The refusal is a page of the server's own, on which nothing comes to life.
  await desk.main.getByRole('button', { name: WORDS.keepSettings }).click();
  await expect(desk.page.getByText('書き込みや変更はできません')).toBeVisible();
  await desk.goto('/');
  await desk.submit(desk.page.getByRole('button', { name: '元に戻る' }));
  await expect(desk.page.getByRole('heading', { level: 1, name: '役割ごとの見え方' })).toBeVisible();
});

test('the log filters, tells what is wrong with a date, and gives a file @both', async ({ desk }) => {
  await desk.goto('/admin/audit?deed=sign_in');
  await expect(desk.main.locator('tbody tr').first()).toContainText('ログイン');
  const file = await desk.page.request.get('/admin/audit/csv?deed=sign_in');
  expect(file.headers()['content-type']).toContain('text/csv');
  expect((await file.body()).subarray(0, 3).toString('hex')).toBe('efbbbf');
  await desk.goto('/admin/audit?from=x');
  await desk.expectFieldError('期間の初日');
});

test('the largest text in high contrast fits a phone on every page, and axe finds nothing @both', async ({ others }) => {
  const { desk } = await others.fresh('admin');
  await desk.goto('/account');
  await desk.field('文字の大きさ').selectOption('特大');
  await desk.field('コントラスト').selectOption('高い');
  await desk.submit(desk.main.getByRole('button', { name: WORDS.keepSettings }));
  await expect(desk.page.locator('html')).toHaveAttribute('data-size', 'xlarge');
  await desk.page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/admin', '/admin/users', '/admin/users/new', '/admin/desks', '/admin/desks/new', '/admin/holidays', '/admin/audit', '/admin/sessions', '/admin/as-role', '/account']) {
    await desk.goto(path);
    const [wide, seen] = await desk.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    expect(wide, path).toBeLessThanOrEqual(seen ?? 0);
    expect((await new AxeBuilder({ page: desk.page }).analyze()).violations, path).toEqual([]);
  }
});

test('a desk tells when it opens next, and a holiday is added and taken back @both', async ({ desk, js }) => {
  const name = unique('窓口');
  await desk.goto('/admin/desks/new');
  await desk.field('拠点名').fill(name);
  await desk.field('月曜日').fill('朝から');
  await desk.submit(desk.main.getByRole('button', { name: '登録する', exact: true }));
  await desk.expectFieldError('月曜日');
  await desk.field('月曜日').fill('９：００〜１７：００');
  await desk.submit(desk.main.getByRole('button', { name: '登録する', exact: true }));
  await expect(desk.field('月曜日')).toHaveValue('9:00-17:00');
  // Both modes share the house: each takes a year of its own.
  const day = js ? '2031-06-03' : '2032-06-03';
  await desk.goto('/admin/holidays');
  await desk.field('日付').fill(day);
  await desk.field('祝日の名称').fill('市制記念日');
  await desk.submit(desk.main.getByRole('button', { name: '祝日を追加する' }));
  const row = desk.main.locator('tbody tr', { hasText: '市制記念日' });
  await desk.submit(row.getByRole('button', { name: /平日にする/ }));
  await expect(row).toContainText('平日扱い');
});
