/** The 40 calls as a desk gets them: each is logged through the form and found again, with scripts and without. */
import type { Page } from '@playwright/test';
import { calls, Ledger, type Call, type Filed } from '../support/calls';
import type { Desk } from '../support/desk';
import { expect, test } from '../support/test';
import { Watch } from '../support/watch';
import { WORDS } from '../support/words';

test.use({ house: 'calls' });

interface Scene {
  call: Call;
  desk: Desk;
  page: Page;
  ledger: Ledger;
}

/** What must be seen while the caller is still on the line. */
const BEFORE_SAVING: Record<string, (scene: Scene, value: unknown) => Promise<void>> = {
  対象者の過去の相談: async ({ desk, ledger }, value) => {
    // Without scripts the page cannot change when a person is chosen; the saved inquiry shows it instead.
    if (desk.js) await expectEarlier(desk, ledger, value as string[]);
  },
  同じ電話番号の過去の相談: async ({ desk, ledger }, value) => expectEarlier(desk, ledger, value as string[]),
  生年月日のエラー: async ({ desk, call }) => {
    await desk.press();
    await desk.expectFieldError('生年月日');
    await expect(desk.field('生年月日')).toHaveValue(call.対象者?.生年月日 ?? '');
    await expect(desk.field('相談内容')).toHaveValue(call.相談内容);
    await desk.field('生年月日').fill(String(call.expect?.['訂正後の生年月日']));
  },
  重複候補の表示: async ({ desk }) => {
    const heading = desk.main.getByRole('heading', { name: WORDS.duplicates });
    if (!desk.js) await desk.press();
    await expect(heading).toBeVisible();
  },
  別の対象者として登録: async ({ desk }) => desk.tick(desk.main.getByRole('checkbox', { name: WORDS.someoneElse }).first()),
  同一人物として紐付け: async ({ desk }) =>
    desk.submit(desk.under(WORDS.duplicates).getByRole('button', { name: WORDS.link }).first()),
};

/** What the saved record must show. */
const AFTER_SAVING: Record<string, (scene: Scene, value: unknown, filed: Filed) => Promise<void>> = {
  生年月日: async ({ desk }, value) => {
    if (value === '不明') return expect(desk.main).toContainText('不明');
    const [year, month, day] = String(value).split('-').map(Number);
    await expect(desk.main).toContainText(`${year}年`);
    await expect(desk.main).toContainText(`${month}月${day}日`);
  },
  訂正後の生年月日: async ({ desk }) => expect(desk.main).toContainText('昭和14年6月1日'),
  年齢表示: async ({ desk, call }) => expect(desk.main).toContainText(`${ageToday(String(call.expect?.['生年月日']))}歳`),
  年齢: async ({ desk }, value) => expect(desk.main).toContainText(`${value}歳`),
  対象者の過去の相談: async ({ desk, ledger }, value) => {
    for (const id of value as string[]) await expect(desk.under(WORDS.earlier)).toContainText(ledger.find(id).number);
  },
  '新規・継続': async ({ desk }, value) => {
    const fact = desk.main.locator('dt', { hasText: /^新規・継続$/ }).locator('xpath=following-sibling::dd[1]');
    await expect(fact).toHaveText(String(value));
  },
  対象者: async ({ desk }, value) => {
    expect(value).toBe('なし可');
    await expect(desk.main.locator('a[href^="/patients/"]')).toHaveCount(0);
  },
  匿名: async ({ desk }) => expect(desk.main).toContainText('匿名'),
  別の対象者として登録: async ({ ledger }, _value, filed) => {
    expect(filed.patient).toBeDefined();
    expect(filed.patient).not.toBe(ledger.find('call-17').patient);
  },
  同一人物として紐付け: async ({ ledger }, value, filed) => {
    expect(filed.patient).toBeDefined();
    expect(filed.patient).toBe(ledger.find(String(value)).patient);
  },
  文字どおり表示: async ({ desk }, value) => expect(desk.main).toContainText(String(value)),
  未入力の表示: async ({ desk }) => expect(desk.main.getByText(WORDS.missing).first()).toBeVisible(),
  緊急度: async ({ desk }, value) => expect(desk.main.locator('.badge', { hasText: String(value) }).first()).toBeVisible(),
  一覧で目立つ: async ({ desk, call }, _value, filed) => {
    await desk.goto(`/inquiries?q=${encodeURIComponent(call.find.join(' '))}`);
    await expect(desk.row(filed.id)).toHaveClass(/is-urgent/);
    await expect(desk.row(filed.id).locator('.badge--immediate')).toHaveText('即時');
  },
  氏名の表示: async ({ desk }, value) => expect(desk.main).toContainText(String(value)),
  '検索 吉野': async ({ desk }, _value, filed) => expectFound(desk, '吉野', filed),
  全文保存: async ({ desk, call }) => expect(desk.main).toContainText(call.相談内容),
};

const KNOWN = new Set([...Object.keys(BEFORE_SAVING), ...Object.keys(AFTER_SAVING)]);

async function expectEarlier(desk: Desk, ledger: Ledger, ids: string[]): Promise<void> {
  const aside = desk.main.locator('aside', { has: desk.page.getByRole('heading', { name: WORDS.earlier }) });
  for (const id of ids) {
    const { id: inquiry, number } = ledger.find(id);
    await expect(aside.locator(`a[href^="/inquiries/${inquiry}"]`).first()).toBeVisible();
    await expect(aside).toContainText(number);
  }
}

async function expectFound(desk: Desk, words: string, filed: Filed): Promise<void> {
  await desk.goto(`/inquiries?q=${encodeURIComponent(words)}`);
  await expect(desk.row(filed.id).first(), `「${words}」 finds ${filed.number}`).toBeVisible();
}

function ageToday(birth: string): number {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(new Date());
  const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4));
  return today.slice(5) < birth.slice(5) ? years - 1 : years;
}

test('the file holds forty calls and every expectation in it is one that is checked @both', () => {
  expect(calls).toHaveLength(40);
  for (const call of calls) for (const key of Object.keys(call.expect ?? {})) expect([...KNOWN], call.id).toContain(key);
});

for (const call of calls) {
  test(`${call.id} is logged through the form and found again by ${call.find.join(' and ')} @both`, async ({ desk, page, js, where }) => {
    const watch = new Watch(where.url).follow(page);
    const scene: Scene = { call, desk, page, ledger: new Ledger(js ? 'js' : 'nojs') };
    await desk.begin(call);
    for (const [key, value] of Object.entries(call.expect ?? {})) await BEFORE_SAVING[key]?.(scene, value);
    // A choice made without scripts is itself a submit, and may already have saved.
    if (/\/inquiries\/new/.test(page.url())) await desk.press();
    const filed = await desk.filed();
    scene.ledger.enter(call.id, filed);
    expect(filed.number).toMatch(/^R\d+-\d{6}$/);
    for (const [key, value] of Object.entries(call.expect ?? {})) {
      await desk.goto(`/inquiries/${filed.id}`);
      await AFTER_SAVING[key]?.(scene, value, filed);
    }
    await desk.goto('/');
    await desk.search(call.find.join(' '));
    await expect(desk.row(filed.id).first()).toBeVisible();
    for (const word of call.find) await expectFound(desk, word, filed);
    await expectFound(desk, filed.number, filed);
    watch.expectNothing();
  });
}

test('after all calls the numbers run from 1 to 40 without a gap @both', async ({ js }) => {
  const ledger = new Ledger(js ? 'js' : 'nojs');
  const numbers = calls.map((call) => Number(ledger.find(call.id).number.split('-')[1]));
  expect(numbers).toEqual(calls.map((_, place) => place + 1));
});
