/** Spreadsheets: brought, looked at, taken in, taken back; and lists as files. */
import { unique } from '../support/people';
import { expect, test } from '../support/test';
import { WORDS } from '../support/words';

const HEADINGS = '受付日時,受付方法,相談者区分,主な相談内容,相談内容';

test.describe('an administrator', () => {
  test.use({ user: 'admin' });

  test('takes a spreadsheet in step by step, and takes it back @both', async ({ desk, page }) => {
    const word = unique('取込');
    await desk.goto('/admin/import');
    const csv = `${HEADINGS}\r\nR8.4.1 10:30,電話,家族,苦情,${word}一\r\n2026/4/2,FAX,ケアマネ,主治医紹介,${word}二\r\n`;
    await page.setInputFiles('#file', { name: `${word}.csv`, mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.getByRole('button', { name: WORDS.importUpload }).click();
    await expect(page.getByRole('heading', { level: 1, name: `${word}.csv` })).toBeVisible();
    await page.getByRole('button', { name: WORDS.importCheck }).click();
    // The page asks again by itself until the rows are looked at.
    await page.getByRole('button', { name: '2件を取り込む' }).click({ timeout: 20_000 });
    await expect(page.getByText('2件を取り込みました。')).toBeVisible({ timeout: 20_000 });
    await page.locator('[name="reason"]').fill('試しの取込み');
    await page.getByRole('button', { name: WORDS.importUndo }).click();
    await expect(page.getByText('取込みを取り消しました。')).toBeVisible();
    await expect(desk.main.getByText('試しの取込み')).toBeVisible();
  });

  test('is told the row, the column and the reason of what is wrong @both', async ({ desk, page }) => {
    const word = unique('誤り');
    await desk.goto('/admin/import');
    await page.setInputFiles('#file', { name: `${word}.csv`, mimeType: 'text/csv', buffer: Buffer.from(`${HEADINGS}\r\nS70.1.1,伝書鳩,家族,苦情,${word}\r\n`) });
    await page.getByRole('button', { name: WORDS.importUpload }).click();
    await page.getByRole('button', { name: WORDS.importCheck }).click();
    const wrong = desk.main.getByRole('row', { name: /受付方法/ }).filter({ hasText: '選べない値' });
    await expect(wrong).toBeVisible({ timeout: 20_000 });
    await expect(page.getByRole('button', { name: /件を取り込む/ })).toHaveCount(0);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '誤りのある行をCSVで出力' }).click()]);
    expect(file.suggestedFilename()).toBe('errors.csv');
  });
});

test('the list is written into a file with its filters @both', async ({ desk, page }) => {
  await desk.goto('/inquiries?channel=fax');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Excelで出力' }).click()]);
  expect(file.url()).toMatch(/\/export\/inquiries\.xlsx\?channel=fax$/);
  expect(file.suggestedFilename()).toBe('inquiries.xlsx');
});

test('patients and organizations are written into files with their filters @both', async ({ desk, page }) => {
  for (const [address, label, name] of [
    ['/patients?q=%E3%81%95%E3%81%A8%E3%81%86', 'CSVで出力', 'patients.csv'],
    ['/directory?organization_kind=hospital', 'Excelで出力', 'organizations.xlsx'],
  ] as const) {
    await desk.goto(address);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: label }).click()]);
    expect(file.suggestedFilename()).toBe(name);
    expect([...new URL(file.url()).searchParams]).toEqual([...new URL(address, 'http://localhost').searchParams]);
  }
});
