/** The list: everything about it is in the address, and no address can hurt it. */
import { LEAST } from '../support/desk';
import { unique, uniqueKana } from '../support/people';
import { expect, test } from '../support/test';
import { WORDS } from '../support/words';

test.use({ house: 'many' });

const ROW = /href="\/inquiries\/([0-9a-f]{8}-[0-9a-f-]{27})/g;

function idsIn(html: string): string[] {
  return [...new Set([...html.matchAll(ROW)].map((match) => match[1] ?? ''))];
}

test('filters stand in the address and hold together with the search words @both', async ({ desk }) => {
  const word = unique('絞込');
  const fax = await desk.file({ ...LEAST, 相談内容: word, 受付方法: 'FAX', 緊急度: '即時' });
  const visit = await desk.file({ ...LEAST, 相談内容: word, 受付方法: '来所', 相談者区分: '本人', 緊急度: '通常' });
  const only: [string, string][] = [
    ['channel=fax', fax.id],
    ['channel=visit_in', visit.id],
    ['urgency=immediate', fax.id],
    ['caller_type=self', visit.id],
  ];
  for (const [filter, id] of only) {
    await desk.goto(`/inquiries?q=${word}&${filter}`);
    await expect(desk.row(id).first(), filter).toBeVisible();
    expect(await desk.total(), filter).toBe(1);
  }
  await desk.goto(`/inquiries?q=${word}&category=care&status=received`);
  expect(await desk.total()).toBe(2);
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(new Date());
  await desk.goto(`/inquiries?q=${word}&from=${today}&to=${today}`);
  expect(await desk.total()).toBe(2);
  await desk.goto(`/inquiries?q=${word}&to=2020-03-31`);
  await expect(desk.main.locator('.empty')).toBeVisible();
  await desk.goto(`/inquiries?q=${word}&missing=1`);
  expect(await desk.total()).toBe(2);
  await desk.goto(`/inquiries?q=${word}&overdue=1`);
  await expect(desk.main.locator('.empty')).toBeVisible();
});

test('choosing filters in the form writes them into the address @both', async ({ desk, page }) => {
  const word = unique('選択');
  const fax = await desk.file({ ...LEAST, 相談内容: word, 受付方法: 'FAX' });
  await desk.file({ ...LEAST, 相談内容: word });
  await desk.goto(`/inquiries?q=${word}`);
  const form = await desk.form(WORDS.filter);
  const channel = form.locator('select[name="channel"]');
  if (!(await channel.isVisible())) await form.locator('summary').first().click();
  await channel.selectOption({ label: 'FAX' });
  await form.getByRole('button', { name: WORDS.filter, exact: true }).click();
  await expect(page).toHaveURL(/channel=fax/);
  expect(new URL(page.url()).searchParams.get('q')).toBe(word);
  await expect(desk.row(fax.id).first()).toBeVisible();
  expect(await desk.total()).toBe(1);
  await page.goBack();
  await expect(page).not.toHaveURL(/channel=fax/);
});

test('the pages of the list hold every inquiry once', async ({ desk, page }) => {
  await desk.goto('/inquiries?to=2099-12-31');
  const total = await desk.total();
  expect(total).toBeGreaterThanOrEqual(260);
  await desk.main.locator('a[rel="next"]').first().click();
  await expect(page).toHaveURL(/page=2/);
  await expect(desk.main.locator('a[rel="prev"]').first()).toBeVisible();
  // Oldest first, so that what other tests save meanwhile lands on the last page and moves nothing.
  const seen: string[] = [];
  for (let number = 1; ; number += 1) {
    const html = await (await page.request.get(`/inquiries?sort=received_asc&page=${number}`)).text();
    const main = html.slice(html.indexOf('id="main"'));
    const ids = idsIn(main);
    seen.push(...ids);
    if (!main.includes('rel="next"')) break;
    expect(ids.length).toBeGreaterThan(0);
    expect(number).toBeLessThan(100);
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThanOrEqual(total);
});

test('a heading of the list sorts by it, and once more turns the order @both', async ({ desk, page }) => {
  await desk.goto('/inquiries');
  const again = (): ReturnType<typeof desk.main.locator> => desk.main.locator('th', { hasText: '受付日時' }).first();
  await expect(again()).toHaveAttribute('aria-sort', 'descending');
  const orders = new Set<string | null>();
  const firsts = new Set<string | null>();
  for (let click = 0; click < 2; click += 1) {
    const before = page.url();
    await again().locator('a').first().click();
    await expect(page).not.toHaveURL(before);
    orders.add(await again().getAttribute('aria-sort'));
    firsts.add(await desk.main.locator('tbody a[href^="/inquiries/"]').first().getAttribute('href'));
  }
  expect([...orders].sort()).toEqual(['ascending', 'descending']);
  expect(firsts.size).toBe(2);
});

test('the key / reaches the search box from every page', async ({ desk, page }) => {
  for (const path of ['/', '/inquiries', '/inquiries/new', '/account']) {
    await desk.goto(path);
    await page.locator('h1').first().click();
    await page.keyboard.press('/');
    await expect(page.locator('header input[name="q"]'), path).toBeFocused();
    await expect(page.locator('header input[name="q"]')).toHaveValue('');
  }
});

test('words are found in any order, in any kana and in the old forms of characters @both', async ({ desk }) => {
  const word = unique('透析');
  const { id, number } = await desk.file({
    ...LEAST,
    相談内容: `${word}の送迎について`,
    電話番号: '090-8765-4321',
    対象者: { 氏名: `髙橋 ${unique('﨑子')}`, ふりがな: `たかはし ${uniqueKana()}`, 性別: '女' },
  });
  const queries = ['送迎 高橋', '高橋　送迎', 'タカハシ', 'ﾀｶﾊｼ', 'たかはし', '高橋', '崎子', '09087654321', '090-8765-4321', '透析', number];
  for (const query of queries) {
    await desk.goto(`/inquiries?q=${encodeURIComponent(`${word} ${query}`)}`);
    await expect(desk.row(id).first(), query).toBeVisible();
  }
  await desk.goto('/');
  await desk.search(number);
  await expect(desk.row(id).first()).toBeVisible();
  const wide = [...number].map((one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)).join('');
  await desk.goto(`/inquiries?q=${encodeURIComponent(wide)}`);
  await expect(desk.row(id).first()).toBeVisible();
});

test('a search that finds nothing says so and offers a next step @both', async ({ desk }) => {
  const answer = await desk.goto(`/inquiries?q=${unique('どこにもない')}`);
  expect(answer?.status()).toBe(200);
  await expect(desk.main.locator('.empty')).toBeVisible();
  await expect(desk.main.locator('.empty a').first()).toBeVisible();
});

test('the list of cases shows each case once @both', async ({ desk }) => {
  const word = unique('ケース表示');
  await desk.file({ ...LEAST, 相談内容: word });
  await desk.goto(`/inquiries?view=cases&q=${word}`);
  await expect(desk.main.locator('tbody a[href^="/cases/"]').first()).toBeVisible();
  expect(await desk.total()).toBe(1);
});

const REFUSED: [string, string][] = [
  ['an overlong word', `/inquiries?q=${'あ'.repeat(5_000)}`],
  ['bytes that are no text', '/inquiries?q=%FF%FE%00'],
  ['a page before the first', '/inquiries?page=-1'],
  ['a page beyond all numbers', '/inquiries?page=99999999999999999999999'],
  ['a page that is no number', '/inquiries?page=two'],
  ['a day that does not exist', '/inquiries?from=2026-13-45'],
  ['an unknown code', '/inquiries?channel=%3Cscript%3E'],
  ['a repeated parameter', '/inquiries?page=1&page=2'],
  ['repeated search words', '/inquiries?q=a&q=b'],
  ['an order that does not exist', '/inquiries?sort=;drop%20table'],
  ['an inquiry with a bad id', '/inquiries/not-an-id'],
  ['an inquiry nobody made', '/inquiries/01900000-0000-7000-8000-000000000000'],
  ['a case with a bad id', '/cases/%00'],
  ['a case nobody made', '/cases/01900000-0000-7000-8000-000000000000'],
  ['a patient nobody made', '/patients/01900000-0000-7000-8000-000000000000/edit'],
  ['a draft with a bad id', '/inquiries/new?draft=x'],
  ['a print of nothing', '/inquiries/01900000-0000-7000-8000-000000000000/print'],
];

for (const [name, path] of REFUSED) {
  test(`${name} in the address is refused with 4xx, without hanging and in Japanese @nojs`, async ({ desk }) => {
    const began = Date.now();
    const answer = await desk.goto(path);
    expect(answer?.status()).toBeGreaterThanOrEqual(400);
    expect(answer?.status()).toBeLessThan(500);
    // Nothing hangs; how quick it is, the benchmark tells.
    expect(Date.now() - began).toBeLessThan(15_000);
    await expect(desk.page.locator('body')).toContainText(/[ぁ-ん]/);
  });
}

test('a page past the last one and odd but readable words are no error @nojs', async ({ desk }) => {
  for (const path of ['/inquiries?page=99999', "/inquiries?q='%22%3B--%20%25_*", '/inquiries?q=%20%E3%80%80', '/inquiries?q=', '/inquiries?unknown=1', '/inquiries?q=%F0%9F%90%88']) {
    const answer = await desk.goto(path);
    expect(answer?.status(), path).toBeLessThan(500);
    await expect(desk.main).toBeVisible();
  }
});
