/** Paper: A4 pages with numbers, and a FAX that names nobody unless a reason is given. */
import { LEAST } from '../support/desk';
import { uniqueKana } from '../support/people';
import { expect, test } from '../support/test';
import { WORDS } from '../support/words';

/** Pages of a PDF, and their size in points. */
function measured(pdf: Buffer): { pages: number; width: number; height: number } {
  const text = pdf.toString('latin1');
  const box = /\/MediaBox *\[ *0 +0 +([\d.]+) +([\d.]+) *\]/.exec(text);
  return { pages: (text.match(/\/Type *\/Page[^s]/g) ?? []).length, width: Number(box?.[1]), height: Number(box?.[2]) };
}

test('ケース概要 is A4, runs over as many pages as it needs, and leaves the screen\'s furniture out @both', async ({ desk, page }) => {
  const filed = await desk.file({ ...LEAST, 相談内容: '長い相談の記録。\n'.repeat(120) });
  await desk.goto(`/inquiries/${filed.id}`);
  const address = (await desk.main.locator('a[href^="/cases/"]').first().getAttribute('href')) ?? '';
  await desk.goto(`${address.split('?')[0]}/print`);
  await expect(desk.main.getByRole('heading', { level: 1, name: 'ケース概要' })).toBeVisible();
  await expect(desk.main.getByText(filed.number).first()).toBeVisible();
  await expect(desk.main.getByText(/令和\d+年/).first()).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('header.bar')).toBeHidden();
  const { pages, width, height } = measured(await page.pdf({ preferCSSPageSize: true }));
  expect(pages).toBeGreaterThanOrEqual(2);
  expect([Math.round(width), Math.round(height)]).toEqual([595, 842]);
});

test('a FAX names nobody unless a reason is given, and is noted in the case @both', async ({ desk }) => {
  const name = `仮名 ${uniqueKana()}`;
  const filed = await desk.file({ ...LEAST, 対象者: { 氏名: name, ふりがな: uniqueKana() } });
  await desk.goto(`/inquiries/${filed.id}`);
  const address = ((await desk.main.locator('a[href^="/cases/"]').first().getAttribute('href')) ?? '').split('?')[0] ?? '';
  await desk.goto(`${address}/fax`);
  const show = desk.main.getByRole('button', { name: WORDS.showFax, exact: true });
  await desk.field(WORDS.faxTo).fill('北町クリニック');
  await show.click();
  await desk.expectFieldError(WORDS.faxNumber);
  await expect(desk.field(WORDS.faxTo)).toHaveValue('北町クリニック');
  await desk.field(WORDS.faxNumber).fill('072-555-0102');
  await desk.field(WORDS.faxSubject).fill('ご連絡');
  await show.click();
  const sheet = desk.main.locator('article.sheet');
  await expect(sheet).toContainText('北町クリニック');
  await expect(desk.main).not.toContainText(name);
  await desk.submit(desk.main.getByRole('button', { name: WORDS.recordFax, exact: true }));
  await expect(sheet).toContainText(filed.number);
  await desk.goto(address);
  await expect(desk.main.getByText(/FAX送付状を作成/)).toBeVisible();
  await desk.goto(`${address}/fax?show=1&to_name=x&to_fax=072-555-0102&sender=y&sheets=1&subject=z&with_name=1&name_reason=${encodeURIComponent('予約の確認')}`);
  await expect(sheet).toContainText(name);
});
