/** Nothing typed is lost and nothing sent is doubled: drafts on the server, and one record however often a form is sent. */
import type { Request } from '@playwright/test';
import { Desk, LEAST } from '../support/desk';
import { PASSWORD, unique } from '../support/people';
import { expect, test } from '../support/test';
import { WORDS } from '../support/words';

const DRAFT_LINK = 'a[href*="/inquiries/new?draft="]';

/** Types an unfinished inquiry and waits until the server has it. */
async function typeDraft(desk: Desk, text: string): Promise<void> {
  await desk.goto('/inquiries/new');
  await desk.field('受付方法').selectOption({ label: 'FAX' });
  await desk.field('所属機関').fill('みどり薬局');
  await desk.field('相談内容').pressSequentially(text);
  await expect(desk.page.getByText(WORDS.draftSaved).first()).toBeVisible({ timeout: 5_000 });
}

/** Takes the draft up again from where the page offers it. */
async function resume(desk: Desk, text: string): Promise<void> {
  const box = desk.field('相談内容');
  const offer = desk.page.locator(DRAFT_LINK).first();
  await expect(async () => {
    const back = (await box.count()) > 0 && (await box.inputValue()) === text;
    expect(back || (await offer.isVisible())).toBe(true);
  }).toPass({ timeout: 7_000 });
  if ((await box.count()) === 0 || (await box.inputValue()) !== text) await offer.click();
  await expect(box).toHaveValue(text);
  await expect(desk.field('所属機関')).toHaveValue('みどり薬局');
  await expect(desk.field('受付方法').locator('option:checked')).toHaveText('FAX');
}

async function expectOne(desk: Desk, text: string): Promise<void> {
  await desk.goto(`/inquiries?q=${encodeURIComponent(text)}`);
  expect(await desk.total()).toBe(1);
}

test('a draft is offered again after a reload, and the saved inquiry leaves none behind', async ({ others }) => {
  const { desk } = await others.fresh();
  const text = unique('再読込の下書き');
  await typeDraft(desk, text);
  await desk.page.reload();
  await desk.hydrated();
  await resume(desk, text);
  await desk.field('相談者区分').selectOption({ label: '薬局' });
  await desk.category('苦情');
  await desk.save();
  await desk.goto('/');
  await expect(desk.page.locator(DRAFT_LINK)).toHaveCount(0);
  await expectOne(desk, text);
});

test('a draft is offered on another computer, from 今日 and from a new form, and to nobody else', async ({ others }) => {
  const person = await others.fresh();
  const text = unique('別の端末の下書き');
  await typeDraft(person.desk, text);
  await person.desk.page.context().close();
  const elsewhere = await others.nobody();
  await elsewhere.signIn(person.login, PASSWORD);
  await expect(elsewhere.page.locator(DRAFT_LINK)).toHaveCount(1);
  const address = await elsewhere.page.locator(DRAFT_LINK).getAttribute('href');
  await elsewhere.goto('/inquiries/new');
  await resume(elsewhere, text);
  const stranger = await others.as('desk2');
  const answer = await stranger.goto(address ?? '');
  expect(await answer?.text()).not.toContain(text);
  if (answer?.ok()) {
    // The address of a draft gives a stranger at most an empty form, and what they type there harms no one.
    await stranger.field('相談内容').fill('他人の入力');
    await stranger.page.waitForTimeout(3_500);
    await stranger.goto('/');
  }
  await elsewhere.goto('/inquiries/new');
  await resume(elsewhere, text);
});

test('a draft is offered again after signing out and in', async ({ others }) => {
  const { desk, login } = await others.fresh();
  const text = unique('退席前の下書き');
  await typeDraft(desk, text);
  await desk.signOut();
  await desk.signIn(login, PASSWORD);
  await desk.goto('/inquiries/new');
  await resume(desk, text);
});

test('the same form open in two tabs makes one record', async ({ others }) => {
  const { desk } = await others.fresh();
  const text = unique('二つの窓');
  await typeDraft(desk, text);
  await desk.goto('/');
  const address = (await desk.page.locator(DRAFT_LINK).first().getAttribute('href')) ?? '';
  const tabs = [new Desk(await desk.page.context().newPage(), desk.js), new Desk(await desk.page.context().newPage(), desk.js)];
  for (const tab of tabs) {
    await tab.goto(address);
    await tab.field('相談者区分').selectOption({ label: '薬局' });
    await tab.category('苦情');
  }
  for (const tab of tabs) await tab.press();
  for (const tab of tabs) await expect(tab.page).not.toHaveURL(/\/inquiries\/new/);
  await expectOne(desk, text);
});

test('a double click on the save button makes one record @both', async ({ desk }) => {
  const text = unique('二度押し');
  await desk.begin({ ...LEAST, 相談内容: text });
  await desk.saveButton.dblclick();
  await expect(desk.page).not.toHaveURL(/\/inquiries\/new/);
  await expectOne(desk, text);
});

test('the same POST sent three times makes one record, and the last answer names it too @both', async ({ desk, page }) => {
  const text = unique('再送');
  await desk.begin({ ...LEAST, 相談内容: text });
  const posts: Request[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') posts.push(request);
  });
  const filed = await desk.save();
  const sent = posts.find((request) => decodeURIComponent((request.postData() ?? '').replaceAll('+', ' ')).includes(text) && !/draft/.test(request.url()));
  if (!sent) throw new Error('no POST carried the text');
  const headers = await sent.allHeaders();
  for (let again = 0; again < 2; again += 1) {
    const answer = await page.request.fetch(sent.url(), {
      method: 'POST',
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':') && name !== 'content-length')),
      data: sent.postDataBuffer() ?? '',
      maxRedirects: 0,
    });
    expect(answer.status()).toBeLessThan(400);
    expect(`${answer.headers()['location'] ?? ''} ${await answer.text()}`).toContain(filed.id);
  }
  await expectOne(desk, text);
});

test('going back in the browser after saving leads to the record, not to a second one @both', async ({ desk, page }) => {
  const text = unique('戻って再保存');
  await desk.begin({ ...LEAST, 相談内容: text });
  const { number } = await desk.save();
  await page.goBack();
  await desk.hydrated();
  // The form's address now leads to what became of it.
  await expect(page.getByRole('heading', { level: 1 })).toContainText(number);
  await expectOne(desk, text);
});

test('a draft that could not be kept is tried again, and one typed just before leaving is kept', async ({ others }) => {
  const { desk } = await others.fresh();
  const text = unique('切れた回線の下書き');
  await desk.goto('/inquiries/new');
  await desk.page.route('**/keep-draft', (route) => route.abort());
  await desk.field('所属機関').fill('みどり薬局');
  await desk.field('受付方法').selectOption({ label: 'FAX' });
  await desk.field('相談内容').fill(text);
  await expect(desk.page.getByText(WORDS.draftFailed)).toBeVisible();
  await desk.page.unrouteAll({ behavior: 'ignoreErrors' });
  // Nobody types any more.
  await expect(desk.page.getByText(WORDS.draftSaved).first()).toBeVisible({ timeout: 15_000 });
  await desk.field('相談内容').fill(`${text}続き`);
  await desk.goto('/');
  await expect(async () => {
    await desk.goto('/inquiries/new');
    await resume(desk, `${text}続き`);
  }).toPass({ timeout: 20_000 });
});
