/** The directory: organizations recorded, found, corrected, linked from a call; and the districts that addresses fall into. */
import { unique, uniqueKana } from '../support/people';
import { expect, test } from '../support/test';
import { WORDS } from '../support/words';

/** 000-…: numbers that nobody has. */
function telephone(): string {
  const digits = Math.random().toString().slice(2, 10).padEnd(8, '0');
  return `000-${digits.slice(0, 4)}-${digits.slice(4)}`;
}

test('an organization is recorded, refused as a double, found, corrected and confirmed @both', async ({ desk }) => {
  const name = `${unique('みなと')}医院`;
  const number = telephone();
  await desk.goto('/directory/new');
  await desk.field('名称').fill(name);
  await desk.field('月曜').fill('午前だけ');
  await desk.submit(desk.main.getByRole('button', { name: WORDS.addOrganization, exact: true }));
  await desk.expectFieldError('月曜');
  await desk.expectFieldError('種別');
  await expect(desk.field('名称')).toHaveValue(name);
  await desk.field('種別').selectOption({ label: '診療所' });
  await desk.field('月曜').fill('9-12 14-18');
  await desk.field('電話番号').first().fill(number);
  await desk.tick(desk.main.getByRole('checkbox', { name: '胃瘻', exact: true }));
  await desk.submit(desk.main.getByRole('button', { name: WORDS.addOrganization, exact: true }));
  await expect(desk.main.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(desk.main.getByText('9:00–12:00、14:00–18:00')).toBeVisible();
  await expect(desk.main.locator(`a[href="tel:${number.replaceAll('-', '')}"]`)).toBeVisible();
  const page = new URL(desk.page.url()).pathname;

  await desk.goto('/directory/new');
  await desk.field('名称').fill(name);
  await desk.field('種別').selectOption({ label: '診療所' });
  await desk.submit(desk.main.getByRole('button', { name: WORDS.addOrganization, exact: true }));
  await expect(desk.main.getByRole('heading', { name: WORDS.sameOrganization })).toBeVisible();
  await expect(desk.main.locator(`a[href="${page}"]`)).toBeVisible();

  await desk.goto(`/directory?q=${encodeURIComponent(number)}`);
  expect(await desk.total()).toBe(1);
  await desk.goto(`${page}/edit`);
  await desk.field('ふりがな').fill('ミナトイイン');
  await desk.submit(desk.saveButton);
  await expect(desk.main.getByText('みなといいん').first()).toBeVisible();
  await desk.submit(desk.main.getByRole('button', { name: WORDS.confirmOrganization, exact: true }));
  await expect(desk.main.locator('#confirmation')).toContainText('最終確認日');
  await expect(desk.under(WORDS.history).locator('li')).toHaveCount(2);
});

test('a call from an unknown organization leads to its form, and the call is linked from then on @both', async ({ desk }) => {
  const name = `${unique('かもめ')}薬局`;
  const { id } = await desk.file({ 相談者区分: '薬局', 所属機関: name });
  await desk.main.getByRole('link', { name: WORDS.registerOrganization, exact: true }).click();
  await desk.hydrated();
  await expect(desk.field('名称')).toHaveValue(name);
  await desk.submit(desk.main.getByRole('button', { name: WORDS.addOrganization, exact: true }));
  await expect(desk.main.getByRole('heading', { level: 1, name })).toBeVisible();
  await desk.goto(`/inquiries/${id}`);
  await expect(desk.main.getByRole('link', { name, exact: true })).toHaveAttribute('href', /^\/directory\//);
});

test('while 所属機関 is typed, known organizations are choices and a new one is recorded on the spot', async ({ desk }) => {
  const name = `${unique('なぎさ')}病院`;
  await desk.goto('/inquiries/new');
  await desk.field('相談者区分').selectOption({ label: '病院MSW/連携室' });
  await desk.field('所属機関').fill(name);
  await desk.main.getByRole('button', { name: WORDS.newOrganization, exact: true }).click();
  await expect(desk.main.locator('#affiliation-state')).toContainText('機関に登録しました');
  await desk.field('所属機関').fill(name.slice(0, -1));
  await expect(desk.main.locator(`#organizations option[value="${name}"]`)).toBeAttached();
});

test('the administration pastes towns, wrong lines are told, and addresses show their district @both', async ({ others, desk }) => {
  const admin = await others.as('admin');
  const town = `${uniqueKana()}町`;
  const district = unique('圏域');
  await admin.goto('/directory/districts');
  const paste = async (text: string): Promise<void> => {
    const form = await admin.form(WORDS.pasteTowns);
    await form.getByRole('textbox').fill(text);
    await admin.submit(form.getByRole('button', { name: WORDS.pasteTowns, exact: true }));
  };
  await paste(`${district},${town}一丁目\n区切りのない行`);
  await admin.expectFieldError('町丁の一覧');
  await expect(admin.main.getByText('2行目').first()).toBeVisible();
  await paste(`${district},${town}一丁目`);
  await expect(admin.main.getByText('追加 1件')).toBeVisible();

  await desk.goto('/directory/new');
  await desk.field('名称').fill(unique('医院'));
  await desk.field('種別').selectOption({ label: '診療所' });
  await desk.field('住所').first().fill(`${town}１−２−３`);
  await desk.submit(desk.main.getByRole('button', { name: WORDS.addOrganization, exact: true }));
  await expect(desk.main.locator('.badge', { hasText: district })).toBeVisible();
  await desk.goto('/directory/districts');
  await expect(desk.main.getByRole('button', { name: WORDS.pasteTowns, includeHidden: true })).toHaveCount(0);
});

test('a physician may not open the directory @both', async ({ others }) => {
  const physician = await others.as('physician');
  expect((await physician.goto('/directory'))?.status()).toBe(403);
});
