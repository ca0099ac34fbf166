/** Code lists: a choice is added, used, retired, and the record still shows what was chosen. */
import { LEAST } from '../support/desk';
import { unique } from '../support/people';
import { expect, test } from '../support/test';

test('a choice is added, used, retired and still readable; a wrong entry keeps what was typed @both', async ({ desk, others }) => {
  const label = unique('無線');
  const admin = await others.as('admin');
  await admin.goto('/admin/codes');
  await admin.main.getByRole('link', { name: '受付方法', exact: true }).click();

  await admin.field('表示名').fill('電話');
  await admin.submit(admin.main.getByRole('button', { name: '追加する', exact: true }));
  await admin.expectFieldError('表示名');
  await expect(admin.field('表示名')).toHaveValue('電話');
  await admin.field('表示名').fill(label);
  await admin.submit(admin.main.getByRole('button', { name: '追加する', exact: true }));
  const row = admin.main.getByRole('row', { name: label });
  await expect(row.getByText('使用中', { exact: true })).toBeVisible();

  const filed = await desk.file({ ...LEAST, 受付方法: label, 相談内容: unique('無線で受けた') });
  await row.getByText('変更', { exact: false }).first().click();
  await admin.submit(row.getByRole('button', { name: '廃止する' }));
  await expect(admin.main.getByRole('row', { name: label }).getByText('廃止', { exact: true })).toBeVisible();

  await desk.goto('/inquiries/new');
  await expect(desk.field('受付方法').locator('option', { hasText: label })).toHaveCount(0);
  await desk.goto(`/inquiries/${filed.id}`);
  await expect(desk.main.getByText(label, { exact: true })).toBeVisible();
  await desk.goto(`/inquiries/${filed.id}/edit`);
  await expect(desk.field('受付方法').locator('option:checked')).toHaveText(`${label}（現在は選べません）`);
});

test('whoever is no administrator gets a 403 page @both', async ({ desk }) => {
  const answer = await desk.goto('/admin/codes/channel');
  expect(answer?.status()).toBe(403);
});
