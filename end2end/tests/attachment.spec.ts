/** 添付ファイル: attached to a case, handed out as a download, refused by content, voided with a reason. */
import { unique } from '../support/people';
import { expect, test } from '../support/test';
import { WORDS } from '../support/words';

const PDF = '%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n';

test('a file is attached, downloaded and voided, and what only pretends is refused @both', async ({ desk, page, others }) => {
  const filed = await desk.file();
  await desk.goto(`/inquiries/${filed.id}`);
  const address = ((await desk.main.locator('a[href^="/cases/"]').first().getAttribute('href')) ?? '').split('?')[0] ?? '';
  await desk.goto(address);
  const attach = async (name: string, content: string, description: string): Promise<void> => {
    const form = await desk.form(WORDS.attach);
    await desk.field(WORDS.fileDescription).fill(description);
    await form.locator('input[type="file"]').setInputFiles({ name, mimeType: 'application/pdf', buffer: Buffer.from(content) });
    await desk.submit(form.getByRole('button', { name: WORDS.attach, exact: true }));
  };
  const description = unique('説明');
  await attach('悪い.pdf', '<html><script>alert(1)</script>', description);
  await expect(desk.main.getByText('この種類のファイルは添付できません').first()).toBeVisible();
  await expect(desk.field(WORDS.fileDescription)).toHaveValue(description);
  await attach('紹介状.html', PDF, description);
  await expect(desk.main.getByText('ファイルを添付しました。')).toBeVisible();
  const link = desk.main.getByRole('link', { name: '紹介状.pdf', exact: true });
  const file = (await link.getAttribute('href')) ?? '';
  const answer = await page.request.get(file);
  expect([answer.status(), await answer.text(), answer.headers()['x-content-type-options']]).toEqual([200, PDF, 'nosniff']);
  expect(answer.headers()['content-disposition']).toMatch(/^attachment;/);

  const nobody = await others.nobody();
  await nobody.page.goto(file);
  await expect(nobody.page).toHaveURL(/\/sign-in/);

  const voiding = await desk.form(WORDS.voidFile);
  await voiding.getByLabel(WORDS.voidFileReason).fill('別の人の書類');
  await desk.submit(voiding.getByRole('button', { name: WORDS.voidFile, exact: true }));
  await expect(desk.main.getByText(/別の人の書類/).first()).toBeVisible();
  await expect(link).toBeHidden();
  expect((await page.request.get(file)).status()).toBe(404);
});
