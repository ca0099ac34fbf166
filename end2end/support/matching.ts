/** The search for physicians, move by move: what the desk and the physicians do before their screens. */
import { expect, type Locator } from '@playwright/test';
import { type Desk, LEAST } from './desk';
import { unique, uniqueKana, uniqueTelephone } from './people';
import type { Others } from './test';
import { WORDS } from './words';

export type Role = 'primary' | 'secondary';

/** A district that no other test knows: whoever visits there is asked by nobody else. */
export interface Area {
  district: string;
  town: string;
  address: string;
}

/** Somebody of the directory who is asked. */
export interface Physician {
  name: string;
  clinic: string;
  telephone: string;
  path: string;
}

/** One who also sits before a browser. */
export interface Doctor extends Physician {
  desk: Desk;
  login: string;
}

export interface Patient {
  name: string;
  kana: string;
  telephone: string;
  address: string;
  path: string;
  case: string;
  number: string;
  /** What nobody may read who is only asked. */
  secrets: string[];
}

/** What is asked for, beside the first day. */
export interface Wish {
  mode: RegExp;
  secondary?: boolean;
  urgent?: boolean;
  start?: string;
  procedures?: string[];
  note?: string;
}

/** A day in Japan, so many days from now, as people write it on a computer. */
export function day(after: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(new Date(Date.now() + after * 86_400_000));
}

export const button = (desk: Desk, name: string | RegExp): Locator => desk.main.getByRole('button', { name, exact: true });

/** The line of a list of facts. */
export const fact = (desk: Desk, label: string): Locator => desk.main.locator('dl > div').filter({ has: desk.page.getByText(label, { exact: true }) });

export const digits = (telephone: string): string => telephone.replace(/\D/g, '');

/** Presses a button that posts, and waits for the page that comes of it, however long that takes; answers its status. */
export async function land(desk: Desk, pressed: Locator): Promise<number> {
  const landed = desk.page.waitForResponse((answer) => answer.request().isNavigationRequest() && answer.request().method() === 'GET');
  const loaded = desk.page.waitForEvent('load');
  await pressed.click();
  const status = (await landed).status();
  await loaded;
  await desk.hydrated();
  return status;
}

/** Opens whatever is folded over an element. */
export async function unfold(element: Locator): Promise<void> {
  const folds = element.locator('xpath=ancestor::details[not(@open)]/summary');
  while ((await folds.count()) > 0) await folds.first().click();
}

export async function newArea(others: Others): Promise<Area> {
  const admin = await others.as('admin');
  const [district, town] = [unique('圏域'), `${uniqueKana()}町一丁目`];
  await admin.goto('/directory/districts');
  const form = await admin.form(WORDS.pasteTowns);
  await form.getByRole('textbox').fill(`${district},${town}`);
  await land(admin, form.getByRole('button', { name: WORDS.pasteTowns, exact: true }));
  await expect(admin.main.getByText('追加 1件')).toBeVisible();
  return { district, town, address: `${town}2番3号` };
}

/** Records a clinic with one physician who visits the area (or, without one, 10 km around) and takes both roles; `user` is who signs in. */
export async function newPhysician(desk: Desk, area?: Area, user?: string): Promise<Physician> {
  const [name, clinic, telephone] = [unique('青葉'), `${unique('みなと')}医院`, uniqueTelephone()];
  await desk.goto('/directory/new');
  await desk.field('名称').fill(clinic);
  await desk.field('種別').selectOption({ label: '診療所' });
  await desk.field('電話番号').first().fill(telephone);
  await land(desk, button(desk, WORDS.addOrganization));
  const person = await desk.form(WORDS.addPerson);
  for (const [label, value] of [['氏名', name], ['ふりがな', uniqueKana()]] as const) await person.getByLabel(label, { exact: true }).fill(value);
  await land(desk, person.getByRole('button', { name: WORDS.addPerson, exact: true }));
  await desk.main.getByRole('link', { name: WORDS.registerPhysician }).click();
  await expect(desk.page).toHaveURL(/\/physicians\//);
  await desk.hydrated();
  await desk.field(WORDS.accepting).selectOption({ label: '受け入れる' });
  const takes = ['内科', '在宅酸素', '看取りに対応する', '副主治医を引き受ける', ...(area ? [area.district] : [])];
  for (const label of takes) await desk.tick(desk.main.getByRole('checkbox', { name: label, exact: true }));
  if (!area) await desk.field('訪問できる範囲（km）').fill('10');
  if (user) await choose(desk.field(WORDS.physicianLogin), user);
  await land(desk, button(desk, WORDS.addPhysician));
  await expect(desk.main.getByText(WORDS.physicianSaved)).toBeVisible();
  return { name, clinic, telephone, path: new URL(desk.page.url()).pathname };
}

/** Chooses the option whose text holds this. */
async function choose(select: Locator, text: string): Promise<void> {
  const value = await select.locator('option').filter({ hasText: text }).getAttribute('value');
  await select.selectOption(value);
}

/** A physician who signs in. */
export async function newDoctor(desk: Desk, others: Others, area: Area): Promise<Doctor> {
  const { desk: own, login, name } = await others.fresh('physician');
  return { ...(await newPhysician(desk, area, name)), desk: own, login };
}

/** A call about somebody new who lives in the area; `owner` is in charge of the case. */
export async function newPatient(desk: Desk, area?: Area, owner?: string): Promise<Patient> {
  const [family, kana, telephone] = [unique('小鳥遊'), uniqueKana(), uniqueTelephone()];
  const [name, address] = [`${family} 花`, area?.address ?? `${uniqueKana()}町2番3号`];
  const key = { name: `${unique('鷹司')} 文`, telephone: uniqueTelephone() };
  const birth = `${Number(day(0).slice(0, 4)) - 82}-01-01`;
  const filed = await desk.file({ ...LEAST, ...(owner ? { 担当者: owner } : {}), 対象者: { 氏名: name, ふりがな: kana, 生年月日: birth, 性別: '女', 住所: address } });
  const path = filed.patient ?? '';
  const link = await desk.main.locator('a[href^="/cases/"]').first().getAttribute('href');
  await desk.goto(`${path}/edit`);
  await desk.field('電話番号').fill(telephone);
  await desk.field('キーパーソンの氏名').fill(key.name);
  await desk.field('キーパーソンの電話番号').fill(key.telephone);
  await land(desk, desk.saveButton);
  await expect(desk.main.getByText('変更を保存しました')).toBeVisible();
  const numbers = [telephone, key.telephone].flatMap((number) => [number, digits(number)]);
  const secrets = [name, family, kana, address, key.name, ...numbers, path.replace('/patients/', ''), ...(area ? [area.town] : [])];
  return { name, kana, telephone, address, path, case: (link ?? '').replace(/[?#].*/, ''), number: filed.number, secrets };
}

/** Opens a search from the page of the case; answers the path of its page. */
export async function openRequest(desk: Desk, patient: Patient, wish: Wish): Promise<string> {
  await desk.goto(patient.case);
  await desk.main.locator('#matching').getByRole('link', { name: WORDS.seekPhysician }).click();
  await expect(desk.page).toHaveURL(/\/matching\/new/);
  await desk.hydrated();
  await desk.field(WORDS.startOn).fill(wish.start ?? day(7));
  if (wish.secondary) await desk.tick(desk.main.getByRole('checkbox', { name: WORDS.wantSecondary, exact: true }));
  if (wish.urgent) await desk.tick(desk.main.getByRole('radio', { name: WORDS.urgentAnswer }));
  await desk.tick(desk.main.getByRole('radio', { name: wish.mode }));
  for (const procedure of wish.procedures ?? []) await desk.tick(desk.main.getByRole('checkbox', { name: procedure, exact: true }));
  if (wish.note) await desk.field(WORDS.internalNote).fill(wish.note);
  await land(desk, button(desk, WORDS.openRequest));
  await expect(desk.main.getByText(WORDS.requestOpened)).toBeVisible();
  return new URL(desk.page.url()).pathname;
}

export async function rank(desk: Desk, request: string, role: Role): Promise<void> {
  await desk.goto(request);
  await land(desk, desk.main.locator(`#${role}`).getByRole('button', { name: WORDS.rankPhysicians }));
  await expect(desk.main.getByText(WORDS.physiciansRanked)).toBeVisible();
}

/** Ticks candidates on the request's page; answers the button that asks them. */
export async function tickCandidates(desk: Desk, request: string, role: Role, physicians: Physician[]): Promise<Locator> {
  await desk.goto(request);
  const form = desk.main.locator(`#${role}-choose`);
  for (const { name } of physicians) {
    const item = form.locator('li.match').filter({ hasText: name });
    await item.waitFor({ state: 'attached' });
    await unfold(item);
    await desk.tick(item.locator('input'));
  }
  return form.getByRole('button', { name: WORDS.sendOffers });
}

export async function ask(desk: Desk, request: string, role: Role, ...physicians: Physician[]): Promise<void> {
  await land(desk, await tickCandidates(desk, request, role, physicians));
  await expect(desk.main.getByText(WORDS.offersSent)).toBeVisible();
}

/** The lines of those who were asked for a role. */
export function asked(desk: Desk, role: Role): Locator {
  return desk.main.locator(`#${role} table tbody tr`);
}

/** Opens the offer that waits; answers its path. */
export async function openOffer({ desk }: Doctor): Promise<string> {
  await desk.goto('/offers');
  await desk.main.getByRole('link', { name: WORDS.lookAtOffer }).first().click();
  await expect(desk.page).toHaveURL(/\/offers\/[0-9a-f-]{36}$/);
  await desk.hydrated();
  await expect(button(desk, WORDS.acceptOffer)).toBeVisible();
  return new URL(desk.page.url()).pathname;
}

/** Says yes on the page that is open; answers the status of what comes of it. */
export async function accept({ desk }: Doctor): Promise<number> {
  return land(desk, button(desk, WORDS.acceptOffer));
}

export async function expectAccepted(doctor: Doctor): Promise<void> {
  expect(await accept(doctor)).toBe(200);
  await expect(doctor.desk.main.getByText(WORDS.offerAccepted)).toBeVisible();
}

/** The form that declines, unfolded. */
export async function declining({ desk }: Doctor): Promise<Locator> {
  return desk.form(WORDS.declineOffer);
}

export async function decline(doctor: Doctor, reason: string): Promise<void> {
  const form = await declining(doctor);
  await form.getByLabel(WORDS.declineReason, { exact: true }).selectOption({ label: reason });
  expect(await land(doctor.desk, button(doctor.desk, WORDS.declineOffer))).toBe(200);
  await expect(doctor.desk.main.getByText(WORDS.offerDeclined)).toBeVisible();
}

/** Changes what is looked for: one more box is ticked. */
export async function demand(desk: Desk, request: string, box: string): Promise<void> {
  await desk.goto(request);
  const form = await desk.form(WORDS.saveCase);
  await desk.tick(form.getByRole('checkbox', { name: box, exact: true }));
  await land(desk, form.getByRole('button', { name: WORDS.saveCase, exact: true }));
  await expect(desk.main.getByText(WORDS.needsSaved)).toBeVisible();
}

export async function confirm(desk: Desk, request: string): Promise<void> {
  await desk.goto(request);
  await land(desk, button(desk, WORDS.confirmPhysicians));
  await expect(desk.main.getByText(WORDS.physiciansConfirmed)).toBeVisible();
}

export async function startToday(desk: Desk, request: string): Promise<void> {
  await desk.goto(request);
  await desk.field(WORDS.visitsFrom).fill(day(0));
  await land(desk, button(desk, WORDS.startVisits));
  await expect(desk.main.getByText(WORDS.visitsStarted)).toBeVisible();
}

/** Writes down what was agreed elsewhere, up to the first visit today. */
export async function settle(desk: Desk, patient: Patient, holders: Partial<Record<Role, Physician>>): Promise<string> {
  const request = await openRequest(desk, patient, { mode: WORDS.direct, secondary: holders.secondary !== undefined, start: day(0) });
  for (const [role, physician] of Object.entries(holders)) {
    await desk.goto(request);
    const form = desk.main.locator(`#${role}-decide`);
    await choose(form.getByLabel(WORDS.decidedPhysician, { exact: true }), physician.name);
    await form.getByLabel(WORDS.decisionReason, { exact: true }).fill('電話で承諾を得た');
    await land(desk, form.getByRole('button', { name: WORDS.recordDecision }));
    await expect(desk.main.getByText(WORDS.decisionRecorded)).toBeVisible();
  }
  await confirm(desk, request);
  await startToday(desk, request);
  return request;
}

/** A physician enters that they are away today. */
export async function awayToday({ desk }: Doctor): Promise<void> {
  await desk.goto('/practice/absences');
  const form = await desk.form(WORDS.addAbsence);
  await form.getByLabel(WORDS.absenceFrom, { exact: true }).fill(day(0));
  await form.getByLabel(WORDS.absenceUntil, { exact: true }).fill(day(0));
  await form.getByLabel(WORDS.absenceKind, { exact: true }).selectOption({ label: '学会・研修' });
  await land(desk, form.getByRole('button', { name: WORDS.addAbsence, exact: true }));
  await expect(desk.main.getByText(WORDS.absenceAdded)).toBeVisible();
}

/** Nothing that a person can see, or that their browser was sent, says who the patient is: neither what is on the screen nor these pages. */
export async function expectUnnamed(desk: Desk, patient: Patient, ...paths: string[]): Promise<void> {
  const seen: [string, string][] = [[`the screen at ${desk.page.url()}`, [decodeURI(desk.page.url()), await desk.page.title(), await desk.page.content()].join('\n')]];
  for (const path of paths) {
    const answer = await desk.page.request.get(path);
    seen.push([`${answer.status()} ${path}`, [decodeURI(answer.url()), JSON.stringify(answer.headers()), await answer.text()].join('\n')]);
  }
  const told = seen.flatMap(([where, text]) => patient.secrets.filter((secret) => text.includes(secret)).map((secret) => `${where} tells ${secret}`));
  expect(told).toEqual([]);
}

/** The bell counts by itself; without scripts, on the next page. */
export async function expectUnread(desk: Desk, count: number): Promise<void> {
  if (!desk.js) await desk.goto('/');
  await expect(desk.page.locator('#bell')).toContainText(`${count}件の未読`, { timeout: 10_000 });
}
