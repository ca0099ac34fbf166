/** A case carried on: entries, status, owner, end and new beginning, and two people at one record. */
import { Desk, LEAST } from '../support/desk';
import { PEOPLE, unique, uniqueKana } from '../support/people';
import { expect, test } from '../support/test';
import { WORDS } from '../support/words';

/** Files an inquiry and goes to the page of its case. */
async function openCase(desk: Desk, given: Partial<typeof LEAST> & Record<string, unknown> = {}): Promise<{ id: string; number: string; path: string }> {
  const { id, number } = await desk.file(given);
  const path = (await desk.main.locator('a[href^="/cases/"]').first().getAttribute('href')) ?? '';
  expect(path).toMatch(/^\/cases\/[0-9a-f-]{36}/);
  await desk.goto(path);
  await expect(desk.page.getByRole('heading', { level: 1, name: /ケース/ })).toBeVisible();
  return { id, number, path: path.replace(/[?#].*/, '') };
}

/** Files an inquiry of a known person apart from the case that is open already. */
async function openSeparateCase(desk: Desk, name: string): Promise<{ path: string }> {
  await desk.begin({ ...LEAST, 対象者: { 既存: name } });
  await desk.tick(desk.main.getByRole('checkbox', { name: WORDS.separateCase, exact: true }));
  await desk.save();
  const path = ((await desk.main.locator('a[href^="/cases/"]').first().getAttribute('href')) ?? '').replace(/[?#].*/, '');
  await desk.goto(path);
  return { path };
}

/** Fills the form of that button by its labels and sends it; on the page given, or the one on the screen. */
async function send(desk: Desk, button: string, values: Record<string, string>, page?: string): Promise<void> {
  if (page) await desk.goto(page);
  const form = await desk.form(button);
  for (const [label, value] of Object.entries(values)) {
    const control = form.getByLabel(label, { exact: true });
    if ((await control.evaluate((element) => element.tagName)) === 'SELECT') await control.selectOption({ label: value });
    else await control.fill(value);
  }
  await desk.submit(form.getByRole('button', { name: button, exact: true }));
}

/** The number of a case, as its own page says it; then back to another page. */
async function caseNumber(desk: Desk, path: string, back?: string): Promise<string> {
  await desk.goto(path);
  const number = /[RH]\d+-\d{6}/.exec(await desk.main.locator('h1').innerText())?.[0] ?? '';
  expect(number).not.toBe('');
  if (back) await desk.goto(back);
  return number;
}

async function expectHistory(desk: Desk, ...texts: string[]): Promise<void> {
  for (const text of texts) await expect(desk.under(WORDS.history)).toContainText(text);
}

test('an entry with date, means, partner, content and next step joins the thread under its writer @both', async ({ desk }) => {
  const { number } = await openCase(desk);
  const text = unique('経過');
  await send(desk, WORDS.addEntry, {
    [WORDS.entryMeans]: '電話',
    [WORDS.entryWith]: 'みどり診療所',
    [WORDS.entryText]: text,
    [WORDS.entryNext]: '金曜に折り返す',
  });
  const entry = desk.main.locator('.timeline__item', { hasText: text });
  await expect(entry).toBeVisible();
  for (const part of ['電話', 'みどり診療所', '金曜に折り返す', PEOPLE.desk1.name]) await expect(entry).toContainText(part);
  await expect(desk.main.locator('.timeline__item', { hasText: number })).toBeVisible();
  await send(desk, WORDS.addEntry, { [WORDS.entryMeans]: '電話', [WORDS.entryText]: '' });
  await expect(desk.main.getByLabel(WORDS.entryText, { exact: true })).toHaveAttribute('aria-invalid', 'true');
});

test('a half-written entry is not lost with another form or another page without a question', async ({ desk, page }) => {
  await openCase(desk);
  const text = unique('書きかけの経過');
  await desk.field(WORDS.entryText).fill(text);
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await desk.main.getByRole('button', { name: WORDS.saveCase, exact: true }).click();
  await expect.poll(() => asked).toEqual(['confirm']);
  await desk.main.locator('.page__crumbs a').first().click();
  await expect.poll(() => asked).toEqual(['confirm', 'beforeunload']);
  await expect(desk.field(WORDS.entryText)).toHaveValue(text);
});

test('the same entry sent again is asked about and not doubled @both', async ({ desk }) => {
  await openCase(desk);
  const text = unique('二重送信');
  const entry = { [WORDS.entryMeans]: '電話', [WORDS.entryText]: text };
  await send(desk, WORDS.addEntry, entry);
  await send(desk, WORDS.addEntry, entry);
  await expect(desk.main.getByRole('alert').first()).toContainText('少し前に記録済みです');
  await expect(desk.field(WORDS.entryText)).toHaveValue(text);
  await expect(desk.main.locator('.timeline__item', { hasText: text })).toHaveCount(1);
});

test('the status changes, and the history keeps who changed it and the earlier value @both', async ({ desk }) => {
  await openCase(desk);
  await send(desk, WORDS.saveCase, { [WORDS.status]: '調整中' });
  await expect(desk.main.locator('.badge', { hasText: '調整中' }).first()).toBeVisible();
  await expectHistory(desk, '受付', '調整中', PEOPLE.desk1.name);
});

test('a case gets an owner and a next date and is then in the filtered list @both', async ({ desk }) => {
  const word = unique('担当');
  const soon = new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10);
  const [year, month, day] = soon.split('-').map(Number);
  const { id, path } = await openCase(desk, { 相談内容: word });
  await send(desk, WORDS.saveCase, { [WORDS.owner]: PEOPLE.desk2.name, [WORDS.nextDate]: soon });
  await expect(desk.main).toContainText(PEOPLE.desk2.name);
  await expect(desk.main).toContainText(`${year}年${month}月${day}日`);
  await desk.goto(`/inquiries?q=${word}`);
  await expect(desk.row(id).first()).toContainText(PEOPLE.desk2.name);
  await desk.goto(path);
  await expectHistory(desk, PEOPLE.desk2.name);
});

test('a case is closed with its 転帰, refused without one, and reopened with a reason @both', async ({ desk }) => {
  await openCase(desk);
  await send(desk, WORDS.close, {});
  await expect(desk.main.getByRole('alert').first()).toBeVisible();
  await send(desk, WORDS.close, { [WORDS.outcome]: '解決/情報提供で終了' });
  await expect(desk.main.locator('.badge', { hasText: '終結' }).first()).toBeVisible();
  await expect(desk.main).toContainText('解決/情報提供で終了');
  const reason = unique('再び電話');
  await send(desk, WORDS.reopen, { [WORDS.reopenReason]: reason });
  await expect(desk.main.locator('.badge', { hasText: '再開' }).first()).toBeVisible();
  await expectHistory(desk, '終結', '再開', reason);
});

test('a case filed by mistake is voided with a reason, and stays readable @both', async ({ desk }) => {
  const word = unique('誤登録');
  const { id, number, path } = await openCase(desk, { 相談内容: word });
  await send(desk, WORDS.void, { [WORDS.voidReason]: '' });
  await expect(desk.main.getByLabel(WORDS.voidReason, { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await send(desk, WORDS.void, { [WORDS.voidReason]: '二重に入力したため' });
  await expect(desk.main.locator('.badge', { hasText: '取消' }).first()).toBeVisible();
  await expectHistory(desk, '二重に入力したため');
  expect((await desk.goto(`/inquiries/${id}`))?.status()).toBe(200);
  await expect(desk.main).toContainText(number);
  await desk.goto(path);
  await expect(desk.main).toContainText(number);
});

test('an inquiry filed under the wrong case moves to another, and both cases say so @both', async ({ desk }) => {
  const right = await openCase(desk);
  const wrong = await openCase(desk);
  await desk.goto(`/inquiries/new?case=${wrong.path.replace('/cases/', '')}`);
  await desk.fillInquiry({ ...LEAST, 相談内容: unique('移す相談') });
  const moved = await desk.save();
  await send(desk, WORDS.move, { [WORDS.moveTo]: await caseNumber(desk, right.path) }, `/inquiries/${moved.id}`);
  await desk.goto(right.path);
  await expect(desk.main.locator('.timeline__item', { hasText: moved.number }).first()).toBeVisible();
  await expectHistory(desk, moved.number, PEOPLE.desk1.name);
  await desk.goto(`/inquiries/${moved.id}`);
  await expect(desk.main.locator(`a[href^="${right.path}"]`).first()).toBeVisible();
  await expect(desk.main.locator(`a[href^="${wrong.path}"]`)).toHaveCount(0);
  await desk.goto(wrong.path);
  await expect(desk.main.locator('.timeline__item--inquiry', { hasText: moved.number })).toHaveCount(0);
  await expectHistory(desk, moved.number, PEOPLE.desk1.name);
});

test('the last inquiry of a case with entries stays, and an unknown case number is refused beside its field @both', async ({ desk }) => {
  const right = await openCase(desk);
  const wrong = await openCase(desk);
  const number = await caseNumber(desk, right.path);
  await desk.goto(wrong.path);
  await send(desk, WORDS.addEntry, { [WORDS.entryMeans]: '電話', [WORDS.entryWith]: unique('家族'), [WORDS.entryText]: unique('経過') }, wrong.path);
  await send(desk, WORDS.move, { [WORDS.moveTo]: number }, `/inquiries/${wrong.id}`);
  await expect(desk.main.getByRole('alert').first()).toBeVisible();
  await expect(desk.field(WORDS.moveTo)).toHaveValue(number);
  await desk.goto(wrong.path);
  await expect(desk.main.locator('.timeline__item--inquiry', { hasText: wrong.number })).toBeVisible();
  await send(desk, WORDS.move, { [WORDS.moveTo]: 'R8-999999' }, `/inquiries/${wrong.id}`);
  await desk.expectFieldError(WORDS.moveTo);
  await expect(desk.field(WORDS.moveTo)).toHaveValue('R8-999999');
});

test('a case that was opened by mistake gives its only inquiry away and is voided @both', async ({ desk }) => {
  const right = await openCase(desk);
  const wrong = await openCase(desk);
  await send(desk, WORDS.move, { [WORDS.moveTo]: await caseNumber(desk, right.path) }, `/inquiries/${wrong.id}`);
  await desk.goto(right.path);
  await expect(desk.main.locator('.timeline__item--inquiry', { hasText: wrong.number })).toBeVisible();
  await desk.goto(wrong.path);
  await expect(desk.main).toContainText('ほかのケースへ移されています');
  await expectHistory(desk, '取消', wrong.number);
});

test('two cases of one patient are linked and each leads to the other @both', async ({ desk }) => {
  const name = unique('関連');
  const first = await openCase(desk, { 対象者: { 氏名: name, ふりがな: uniqueKana(), 性別: '女' } });
  const second = await openSeparateCase(desk, name);
  expect(second.path).not.toBe(first.path);
  const form = await desk.form(WORDS.relate);
  const option = form.getByLabel(WORDS.relateTo, { exact: true }).locator('option', { hasText: await caseNumber(desk, first.path, second.path) });
  await send(desk, WORDS.relate, { [WORDS.relateTo]: (await option.innerText()).trim() });
  await desk.main.locator(`a[href^="${first.path}"]`).first().click();
  await expect(desk.page).toHaveURL(new RegExp(first.path));
  await expect(desk.main.locator(`a[href^="${second.path}"]`).first()).toBeVisible();
});

test('a second call about the same matter joins the case from its page @both', async ({ desk }) => {
  const first = await openCase(desk);
  await desk.main.locator('a[href*="/inquiries/new?case="]').first().click();
  await desk.hydrated();
  await desk.fillInquiry({ ...LEAST, 相談内容: '二度目の電話。' });
  const second = await desk.save();
  await desk.goto(first.path);
  for (const number of [first.number, second.number]) await expect(desk.main).toContainText(number);
});

/** Two people with the edit form of one inquiry open at the same time. */
async function twoEditors(desk: Desk, other: Desk): Promise<string> {
  const { id } = await desk.file({ 相談内容: '元の文。', 所属機関: '元の機関' });
  for (const editor of [desk, other]) await editor.goto(`/inquiries/${id}/edit`);
  return id;
}

test('what only one of two editors changed merges by itself @both', async ({ desk, others }) => {
  const other = await others.as('desk2');
  const id = await twoEditors(desk, other);
  await desk.field('対応内容').fill('花子の対応');
  await desk.save();
  await other.field('所属機関').fill('次郎の機関');
  await other.save();
  await desk.goto(`/inquiries/${id}`);
  for (const text of ['花子の対応', '次郎の機関', '元の文。']) await expect(desk.main).toContainText(text);
});

for (const [whose, pattern, kept] of [['their own', WORDS.mine, '次郎の文'], ["the other's", WORDS.theirs, '花子の文']] as const) {
  test(`the second of two editors sees both versions field by field and keeps ${whose} @both`, async ({ desk, others }) => {
    const other = await others.as('desk2');
    const id = await twoEditors(desk, other);
    await desk.field('相談内容').fill('花子の文');
    await desk.save();
    await other.field('相談内容').fill('次郎の文');
    await other.field('対応内容').fill('次郎の対応');
    await other.press();
    await expect(other.page.getByRole('heading', { name: WORDS.conflict })).toBeVisible();
    const conflict = other.under(WORDS.conflict);
    for (const text of ['花子の文', '次郎の文', '元の文。', '相談内容', `相手（${PEOPLE.desk1.name}さん）`]) await expect(conflict).toContainText(text);
    await expect(conflict, 'only what clashes is asked').not.toContainText('次郎の対応');
    await other.tick(conflict.getByRole('radio', { name: pattern }).first());
    await other.submit(other.main.getByRole('button', { name: WORDS.saveChoice, exact: true }));
    await other.filed();
    await desk.goto(`/inquiries/${id}`);
    await expect(desk.main).toContainText(kept);
    await expect(desk.main).toContainText('次郎の対応');
    await expectHistory(desk, '元の文。', '花子の文', PEOPLE.desk1.name);
  });
}

test('a change of a patient is kept with the earlier value @both', async ({ desk }) => {
  const name = unique('改姓前');
  const filed = await desk.file({ 対象者: { 氏名: name, ふりがな: uniqueKana(), 生年月日: 'S12.3.4', 性別: '女' } });
  const edit = `${filed.patient}/edit?back=/inquiries/${filed.id}`;
  await desk.goto(edit);
  const changed = unique('改姓後');
  await desk.field('氏名').fill(changed);
  await desk.press();
  await expect(desk.page).toHaveURL(new RegExp(`/inquiries/${filed.id}`));
  await expect(desk.main.getByText(WORDS.saved).first()).toBeVisible();
  await expect(desk.main).toContainText(changed);
  await desk.goto(filed.patient ?? '');
  await expectHistory(desk, name, changed, PEOPLE.desk1.name);
  await desk.goto(edit);
  await desk.field('生年月日').fill('昭和70年1月1日');
  await desk.press();
  await desk.expectFieldError('生年月日');
  await expect(desk.field('氏名')).toHaveValue(changed);
});
