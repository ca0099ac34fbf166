/** Every page at every width: nothing overflows, axe finds nothing, the keyboard gets there and sees where it is. */
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { join, resolve } from 'node:path';
import type { Filed } from '../support/calls';
import { LEAST, type Desk } from '../support/desk';
import { unique, uniqueKana } from '../support/people';
import { expect, test, type Others } from '../support/test';
import { Watch } from '../support/watch';
import { WORDS } from '../support/words';

const PICTURES = resolve(__dirname, '../results/looks');
/** 640 is what a 1280 window at 200 % zoom leaves to lay out in. */
const WIDTHS = [1280, 390, 640];

interface Stage {
  desk: Desk;
  others: Others;
  /** Seats someone else before a browser that is watched as well. */
  sit: (one: Promise<Desk>) => Promise<Desk>;
}

interface View {
  name: string;
  /** Brings the page onto the screen; answers whose browser it is on. */
  show: (stage: Stage) => Promise<Desk>;
  /** The one thing people come to this page for. */
  goal: (desk: Desk) => Locator;
  /** The status of a page that is itself a refusal. */
  refusal?: number;
}

async function rich(desk: Desk): Promise<Filed> {
  return desk.file({
    受付方法: '電話',
    相談者区分: '病院MSW/連携室',
    主な相談内容: '在宅医の紹介・調整 / 主治医紹介',
    相談内容: '来週金曜に退院予定。在宅酸素と膀胱留置カテーテルあり。訪問診療をしてくれる医師を探してほしい。\n本人は自宅での看取りを希望。',
    相談者氏名: '地域連携室 担当',
    所属機関: '市立中央病院（とても長い名前の地域医療連携・入退院支援センター）',
    電話番号: '072-555-0101',
    緊急度: '即時',
    対応内容: '候補の医師へ打診する。',
    所要時間: '15',
    対象者: { 氏名: unique('外見'), ふりがな: uniqueKana(), 生年月日: 'S15.3.2', 性別: '女', 住所: '本町一丁目2番3号', 要介護度: '要介護4' },
  });
}

const at = (path: string) => async ({ desk }: Stage): Promise<Desk> => {
  await desk.goto(path);
  return desk;
};

const ofRich = (path: (filed: Filed) => string) => async ({ desk }: Stage): Promise<Desk> => {
  await desk.goto(path(await rich(desk)));
  return desk;
};

const saveButton = (desk: Desk): Locator => desk.saveButton;
const homeLink = (desk: Desk): Locator => desk.main.locator('a[href="/"]').first();
const button = (name: string) => (desk: Desk): Locator => desk.main.getByRole('button', { name, exact: true }).first();

const VIEWS: View[] = [
  {
    name: 'sign-in',
    show: async ({ others, sit }) => {
      const desk = await sit(others.nobody());
      await desk.goto('/sign-in');
      return desk;
    },
    goal: button(WORDS.signIn),
  },
  {
    name: 'welcome',
    show: async ({ others, sit }) => {
      const desk = await sit(others.nobody());
      await desk.goto((await others.invited()).link);
      return desk;
    },
    goal: button(WORDS.setPassword),
  },
  {
    name: 'welcome-used',
    show: async ({ others, sit }) => {
      const desk = await sit(others.nobody());
      await desk.goto('/welcome/no-such-link');
      return desk;
    },
    goal: (desk) => desk.main.locator('a[href="/sign-in"]').first(),
    refusal: 410,
  },
  {
    name: 'key-help',
    show: async ({ desk }) => {
      await desk.goto('/');
      await desk.page.keyboard.press('?');
      await expect(desk.page.getByRole('dialog', { name: WORDS.keyHelp })).toBeVisible();
      return desk;
    },
    goal: (desk) => desk.page.getByRole('dialog').getByRole('button').first(),
  },
  { name: 'home', show: at('/'), goal: (desk) => desk.main.locator('a.tile').first() },
  { name: 'intake', show: at('/inquiries/new'), goal: saveButton },
  {
    name: 'intake-errors',
    show: async ({ desk }) => {
      await desk.goto('/inquiries/new');
      await desk.radio(WORDS.newPatient);
      await desk.press();
      await desk.expectFieldError('相談内容');
      return desk;
    },
    goal: saveButton,
  },
  {
    name: 'intake-matches',
    show: async ({ desk }) => {
      const filed = await rich(desk);
      await desk.goto('/inquiries/new');
      await desk.field('電話番号').pressSequentially('0725550101');
      await expect(desk.main.locator('aside a[href^="/inquiries/"]').first()).toBeVisible();
      expect(filed.id).toBeTruthy();
      return desk;
    },
    goal: saveButton,
  },
  { name: 'list', show: async (stage) => (await rich(stage.desk), at('/inquiries')(stage)), goal: (desk) => desk.main.locator('tbody a[href^="/inquiries/"]').first() },
  { name: 'list-cases', show: async (stage) => (await rich(stage.desk), at('/inquiries?view=cases')(stage)), goal: (desk) => desk.main.locator('tbody a[href^="/cases/"]').first() },
  { name: 'list-refused', show: at('/inquiries?from=zzz'), goal: button(WORDS.filter), refusal: 422 },
  { name: 'list-empty', show: at('/inquiries?q=%E7%84%A1%E3%81%84%E8%A8%80%E8%91%89zzz'), goal: (desk) => desk.main.locator('.empty a').first() },
  { name: 'detail', show: ofRich(({ id }) => `/inquiries/${id}`), goal: (desk) => desk.main.locator('a[href$="/edit"]').first() },
  { name: 'edit', show: ofRich(({ id }) => `/inquiries/${id}/edit`), goal: saveButton },
  { name: 'print', show: ofRich(({ id }) => `/inquiries/${id}/print`), goal: (desk) => desk.page.locator('a[href^="/inquiries/"], button').first() },
  { name: 'patient', show: ofRich(({ patient }) => `${patient}/edit`), goal: saveButton },
  {
    name: 'case',
    show: async ({ desk }) => {
      await rich(desk);
      await desk.goto((await desk.main.locator('a[href^="/cases/"]').first().getAttribute('href')) ?? '');
      return desk;
    },
    goal: (desk) => desk.main.locator('summary, button').first(),
  },
  {
    name: 'case-patient',
    show: async ({ desk }) => {
      await rich(desk);
      const path = (await desk.main.locator('a[href^="/cases/"]').first().getAttribute('href')) ?? '';
      await desk.goto(`${path}/patient`);
      return desk;
    },
    goal: saveButton,
  },
  {
    name: 'conflict',
    show: async ({ desk, others, sit }) => {
      const { id } = await rich(desk);
      const other = await sit(others.as('desk2'));
      for (const editor of [desk, other]) await editor.goto(`/inquiries/${id}/edit`);
      await desk.field('相談内容').fill('先の人の文。');
      await desk.save();
      await other.field('相談内容').fill('後の人の文。');
      await other.press();
      await expect(other.page.getByRole('heading', { name: WORDS.conflict })).toBeVisible();
      return other;
    },
    goal: button(WORDS.saveChoice),
  },
  { name: 'account', show: at('/account'), goal: button(WORDS.changePassword) },
  { name: 'not-found', show: at('/no-such-page'), goal: homeLink, refusal: 404 },
  {
    name: 'forbidden',
    show: async ({ others, sit }) => {
      const desk = await sit(others.as('physician'));
      await desk.goto('/inquiries');
      return desk;
    },
    goal: homeLink,
    refusal: 403,
  },
];

/** Whether the focused element, or what is drawn for it, stands out by an outline or a shadow. */
async function focusShows(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    // The calendar button inside a date field has the focus: the field does not match then, and the browser draws its own ring.
    if (element instanceof HTMLInputElement && element.type.startsWith('date') && !element.matches(':focus')) return null;
    const drawn = [element, element.nextElementSibling, element.closest('label'), element.parentElement];
    const shows = drawn.some((one) => {
      if (!one) return false;
      const style = getComputedStyle(one);
      return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    });
    return shows ? null : element.outerHTML.slice(0, 120);
  });
}

async function expectReachable(desk: Desk, goal: Locator): Promise<void> {
  await desk.page.locator('body').evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const unseen: string[] = [];
  for (let presses = 0; presses < 200; presses += 1) {
    await desk.page.keyboard.press('Tab');
    const hidden = await focusShows(desk.page);
    if (hidden) unseen.push(hidden);
    if (await goal.evaluate((element) => element === document.activeElement)) {
      expect(unseen, 'elements whose focus cannot be seen').toEqual([]);
      return;
    }
  }
  throw new Error('Tab never reached the main action');
}

for (const view of VIEWS) {
  test(`the page ${view.name} fits every width, satisfies axe and is reached by keyboard`, async ({ desk, others, where }) => {
    test.setTimeout(120_000);
    const watch = new Watch(where.url, view.refusal ? [view.refusal] : undefined).follow(desk.page);
    const sit = async (one: Promise<Desk>): Promise<Desk> => {
      const other = await one;
      watch.follow(other.page);
      return other;
    };
    const shown = await view.show({ desk, others, sit });
    const { page } = shown;
    await expect(page.locator('h1')).toHaveCount(1);
    await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
    expect(await page.title()).not.toBe('');
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      const spare = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(spare, `${view.name} at ${width} is wider than the window`).toBeLessThanOrEqual(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(' | ')}`);
      expect.soft(found, `axe on ${view.name} at ${width}`).toEqual([]);
      await page.screenshot({ path: join(PICTURES, `${view.name}-${width}.png`), fullPage: true });
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await expectReachable(shown, view.goal(shown));
    watch.expectNothing();
  });
}

test('a short 相談票 prints on one sheet of A4, without the bar and the buttons', async ({ desk, page }) => {
  const filed = await rich(desk);
  await desk.goto(`/inquiries/${filed.id}/print`);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('header.bar')).toBeHidden();
  await expect(page.locator('body')).toContainText(filed.number);
  await expect(page.locator('body')).toContainText('昭和15年3月2日');
  await page.screenshot({ path: join(PICTURES, 'print-emulated.png'), fullPage: true });
  const pdf = await page.pdf({ path: join(PICTURES, 'sheet.pdf'), preferCSSPageSize: true });
  const text = pdf.toString('latin1');
  expect(text.match(/\/Type\s*\/Page\b(?!s)/g)?.length).toBe(1);
  // A4 in points; Chromium rounds.
  const box = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(text);
  expect(Math.abs(Number(box?.[1]) - 595)).toBeLessThan(3);
  expect(Math.abs(Number(box?.[2]) - 842)).toBeLessThan(3);
});

test('a long 相談票 goes on to further sheets and loses nothing', async ({ desk, page }) => {
  const filed = await desk.file({ ...LEAST, 相談内容: `${'長い相談を順に記録する。\n'.repeat(250)}終わり。` });
  await desk.goto(`/inquiries/${filed.id}/print`);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length).toBeGreaterThan(1);
  await expect(page.locator('body')).toContainText('終わり。');
});
