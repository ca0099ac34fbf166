/** Physicians: a person of the directory gets a profile, is found in the list, is away and back, and is corrected by two at once. */
import AxeBuilder from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import type { Desk } from '../support/desk';
import { unique, uniqueKana } from '../support/people';
import { expect, test } from '../support/test';
import { WORDS } from '../support/words';

const button = (desk: Desk, name: string): Locator => desk.main.getByRole('button', { name, exact: true });

/** A day in Japan, so many days from now, as people write it on a computer. */
function day(after: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(new Date(Date.now() + after * 86_400_000));
}

/** Records a clinic with one person and opens the page on which that person becomes a physician. */
async function newPerson(desk: Desk, name: string): Promise<void> {
  await desk.goto('/directory/new');
  await desk.field('名称').fill(`${unique('みなと')}医院`);
  await desk.field('種別').selectOption({ label: '診療所' });
  await desk.submit(button(desk, WORDS.addOrganization));
  const form = await desk.form(WORDS.addPerson);
  await form.getByLabel('氏名', { exact: true }).fill(name);
  await form.getByLabel('ふりがな', { exact: true }).fill(uniqueKana());
  await desk.submit(form.getByRole('button', { name: WORDS.addPerson, exact: true }));
  await desk.main.getByRole('link', { name: WORDS.registerPhysician }).click();
  await expect(desk.page).toHaveURL(/\/physicians\//);
  await desk.hydrated();
}

/** The same with a profile; answers the path of its page. */
async function newPhysician(desk: Desk, name: string): Promise<string> {
  await newPerson(desk, name);
  await desk.field(WORDS.accepting).selectOption({ label: '受け入れる' });
  await desk.tick(desk.main.getByRole('checkbox', { name: '内科', exact: true }));
  await desk.submit(button(desk, WORDS.addPhysician));
  await expect(desk.main.getByText(WORDS.physicianSaved)).toBeVisible();
  return new URL(desk.page.url()).pathname;
}

/** Fills the form of an absence and sends it. */
async function addAbsence(desk: Desk, from: string, until: string): Promise<void> {
  const form = await desk.form(WORDS.addAbsence);
  await form.getByLabel(WORDS.absenceFrom, { exact: true }).fill(from);
  await form.getByLabel(WORDS.absenceUntil, { exact: true }).fill(until);
  await form.getByLabel(WORDS.absenceKind, { exact: true }).selectOption({ label: '学会・研修' });
  await desk.submit(form.getByRole('button', { name: WORDS.addAbsence, exact: true }));
}

test('a person of the directory becomes a physician, and wrong input keeps what was typed @both', async ({ desk }) => {
  const name = unique('青葉');
  await newPerson(desk, name);
  await desk.tick(desk.main.getByRole('group', { name: '診療科', exact: true }).getByRole('checkbox', { name: '緩和ケア', exact: true }));
  await desk.tick(desk.main.getByRole('checkbox', { name: '看取りに対応する', exact: true }));
  await desk.field(WORDS.capacity).fill('たくさん');
  await desk.main.locator('#physician_note').fill('水曜は研究日');
  await desk.submit(button(desk, WORDS.addPhysician));
  await desk.expectFieldError(WORDS.accepting);
  await desk.expectFieldError(WORDS.capacity);
  await expect(desk.field(WORDS.capacity)).toHaveValue('たくさん');
  await expect(desk.main.locator('#physician_note')).toHaveValue('水曜は研究日');
  await expect(desk.main.getByRole('group', { name: '診療科', exact: true }).getByRole('checkbox', { name: '緩和ケア', exact: true })).toBeChecked();
  await expect(desk.main.getByRole('checkbox', { name: '看取りに対応する', exact: true })).toBeChecked();
  await desk.field(WORDS.capacity).fill('３０人');
  await desk.field(WORDS.accepting).selectOption({ label: '受け入れる' });
  await desk.submit(button(desk, WORDS.addPhysician));
  await expect(desk.main.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
  await expect(desk.main.getByText(WORDS.physicianSaved)).toBeVisible();
  const fact = (label: string): Locator => desk.main.locator('dl > div').filter({ has: desk.page.getByText(label, { exact: true }) });
  await expect(fact('診療科')).toContainText('緩和ケア');
  await expect(fact(WORDS.capacity)).toContainText('30人');
  await expect(fact('対応言語')).toContainText(WORDS.missing);
  const page = new URL(desk.page.url()).pathname;

  await desk.goto('/directory');
  await desk.main.getByRole('link', { name: '医師', exact: true }).click();
  await desk.hydrated();
  await expect(desk.main.getByRole('heading', { level: 1, name: '医師一覧' })).toBeVisible();
  await desk.goto(`/physicians?q=${encodeURIComponent(name)}&specialty=palliative&accepting=yes&eol=1`);
  expect(await desk.total()).toBe(1);
  await expect(desk.main.locator(`tbody a[href="${page}"]`)).toBeVisible();
  await desk.goto(`/physicians?q=${encodeURIComponent(name)}&accepting=no`);
  expect(await desk.total()).toBe(0);
  await expect(desk.main.locator('.empty a')).toBeVisible();
});

test('an absence is entered, shown in the list and withdrawn @both', async ({ desk }) => {
  const name = unique('汐見');
  const page = await newPhysician(desk, name);
  await addAbsence(desk, day(3), day(1));
  await desk.expectFieldError(WORDS.absenceUntil);
  await expect(desk.field(WORDS.absenceFrom)).toHaveValue(day(3));
  await expect(desk.field(WORDS.absenceKind)).toHaveValue('conference');
  await addAbsence(desk, day(0), day(1));
  await expect(desk.main.getByText(WORDS.absenceAdded)).toBeVisible();
  const rows = desk.main.getByRole('region', { name: '不在の一覧' }).locator('tbody tr');
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText('不在中');
  const list = `/physicians?q=${encodeURIComponent(name)}`;
  await desk.goto(list);
  await expect(desk.main.locator('tbody .badge', { hasText: '不在' })).toBeVisible();
  await desk.goto(page);
  await desk.submit(desk.main.locator('#absences').getByRole('button', { name: WORDS.withdrawAbsence }));
  await expect(desk.main.getByText(WORDS.absenceWithdrawn)).toBeVisible();
  await expect(rows.first()).toContainText('取消');
  await desk.goto(list);
  expect(await desk.total()).toBe(1);
  await expect(desk.main.locator('tbody .badge', { hasText: '不在' })).toHaveCount(0);
});

test('two who correct one physician: what only one of them changed merges, the rest is chosen @both', async ({ desk, others }) => {
  const page = await newPhysician(desk, unique('白帆'));
  const other = await others.as('desk2');
  for (const editor of [desk, other]) {
    await editor.goto(`${page}?edit=1`);
    await expect(editor.field(WORDS.capacity)).toBeVisible();
  }
  await desk.field(WORDS.capacity).fill('10');
  await desk.submit(desk.saveButton);
  await other.field(WORDS.capacity).fill('20');
  await other.field('訪問できる範囲（km）').fill('8');
  await other.submit(other.saveButton);
  await expect(other.main.getByRole('heading', { name: WORDS.conflict })).toBeVisible();
  await other.tick(other.main.getByRole('radio', { name: WORDS.mine }));
  await other.submit(button(other, WORDS.saveChoice));
  await expect(other.main.getByText(WORDS.physicianSaved)).toBeVisible();
  const fact = (label: string): Locator => other.main.locator('dl > div').filter({ has: other.page.getByText(label, { exact: true }) });
  await expect(fact(WORDS.capacity)).toContainText('20人');
  await expect(fact('訪問できる範囲（km）')).toContainText('8km');
  await expect(fact('診療科')).toContainText('内科');
});

test('list and page of physicians satisfy axe and fit a telephone', async ({ desk, page }) => {
  const path = await newPhysician(desk, unique('とても長い名前の医師'));
  await addAbsence(desk, day(0), day(1));
  for (const address of ['/physicians', path, `${path}?edit=1`, '/physicians?specialty=zzz']) {
    await desk.goto(address);
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 844 });
      const spare = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(spare, `${address} at ${width} is wider than the window`).toBeLessThanOrEqual(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(' | ')}`);
      expect.soft(found, `axe on ${address} at ${width}`).toEqual([]);
    }
  }
});

test('a physician may not open the list of physicians @both', async ({ others }) => {
  const physician = await others.as('physician');
  expect((await physician.goto('/physicians'))?.status()).toBe(403);
});
