/** 主治医調整 with what goes wrong: empty forms, names where none belong, wrong people, answers that come too late; and the board that shows it. */
import AxeBuilder from '@axe-core/playwright';
import { execFileSync } from 'node:child_process';
import type { Browser } from '@playwright/test';
import type { Desk } from '../support/desk';
import {
  type Area,
  ask,
  button,
  day,
  decline,
  declining,
  type Doctor,
  expectAccepted,
  land,
  newArea,
  newDoctor,
  newPatient,
  newPhysician,
  openOffer,
  openRequest,
  type Patient,
  rank,
  settle,
} from '../support/matching';
import { relay, script } from '../support/outbox';
import { PASSWORD, unique } from '../support/people';
import { command, FIRST_DESK, oneTimeLink, Server } from '../support/server';
import { startSink } from '../support/sink';
import { expect, staffOf, strangerAt, test, type Others } from '../support/test';
import { Watch } from '../support/watch';
import { WORDS } from '../support/words';

test.beforeEach(() => test.setTimeout(400_000));

interface Scene {
  area: Area;
  doctor: Doctor;
  patient: Patient;
  request: string;
  offer: string;
}

/** One physician is asked about one patient, and has the offer before them. */
async function scene(desk: Desk, others: Others): Promise<Scene> {
  const area = await newArea(others);
  const doctor = await newDoctor(desk, others, area);
  const patient = await newPatient(desk, area);
  const request = await openRequest(desk, patient, { mode: WORDS.nominate });
  await rank(desk, request, 'primary');
  await ask(desk, request, 'primary', doctor);
  return { area, doctor, patient, request, offer: await openOffer(doctor) };
}

test('an empty request says what is missing beside each field and keeps what was typed @both', async ({ desk }) => {
  const patient = await newPatient(desk);
  await desk.goto(`${patient.case}/matching/new`);
  const primary = desk.main.getByRole('checkbox', { name: WORDS.wantPrimary, exact: true });
  await expect(primary).toBeChecked();
  await primary.locator('xpath=ancestor::label[1]').click();
  await expect(primary).not.toBeChecked();
  await desk.field(WORDS.internalNote).fill('長女は日中不在');
  await desk.tick(desk.main.getByRole('checkbox', { name: '在宅酸素', exact: true }));
  await land(desk, button(desk, WORDS.openRequest));
  await desk.expectFieldError(WORDS.startOn);
  await expect(desk.main.locator('.field__error', { hasText: '少なくとも一方を選んでください' })).toBeVisible();
  await expect(desk.field(WORDS.internalNote)).toHaveValue('長女は日中不在');
  await expect(desk.main.getByRole('checkbox', { name: '在宅酸素', exact: true })).toBeChecked();
  await expect(primary).not.toBeChecked();

  await desk.tick(primary);
  await desk.field(WORDS.startOn).fill('2020-04-01');
  await land(desk, button(desk, WORDS.openRequest));
  await desk.expectFieldError(WORDS.startOn);
  await expect(desk.field(WORDS.startOn)).toHaveValue('2020-04-01');
  await desk.field(WORDS.startOn).fill(day(3));
  await land(desk, button(desk, WORDS.openRequest));
  await expect(desk.main.getByText(WORDS.requestOpened)).toBeVisible();
  // The case has a search now: whoever wants another is led to it.
  await desk.goto(`${patient.case}/matching/new`);
  await expect(desk.main.getByRole('link', { name: '進行中の調整依頼を開く' })).toBeVisible();
});

test('nobody is asked who was not ticked, and a no wants its reason; what was written stays @both', async ({ desk, others }) => {
  const area = await newArea(others);
  const doctor = await newDoctor(desk, others, area);
  const patient = await newPatient(desk, area);
  const request = await openRequest(desk, patient, { mode: WORDS.broadcast });
  await rank(desk, request, 'primary');
  await land(desk, button(desk, WORDS.sendOffers));
  await expect(desk.main.getByRole('alert')).toContainText('医師を選んでください。');
  await ask(desk, request, 'primary', doctor);

  await openOffer(doctor);
  const form = await declining(doctor);
  await form.getByLabel(WORDS.offerRemark, { exact: true }).fill('来月なら可能です');
  expect(await land(doctor.desk, button(doctor.desk, WORDS.declineOffer))).toBe(422);
  await doctor.desk.expectFieldError(WORDS.declineReason);
  await expect(doctor.desk.field(WORDS.offerRemark)).toHaveValue('来月なら可能です');
  await expect(doctor.desk.field(WORDS.declineReason).locator('option', { hasText: '回答なし' })).toHaveCount(0);
  await decline(doctor, '受け持ちがいっぱい');
  await desk.goto(request);
  await expect(desk.main.locator('#primary .timeline')).toContainText('来月なら可能です');
});

test('the desk names nobody, however it is written, and nothing is lost; a physician who guesses learns nothing @both', async ({ desk, others }) => {
  const { doctor, patient, request } = await scene(desk, others);
  const family = patient.name.split(' ')[0] ?? '';
  // A refusal would tell that the guess was right.
  for (const guess of [`${family}様のお宅に駐車場はありますか。`, 'ほかの方のお宅ですか。']) {
    await doctor.desk.field(WORDS.questionToDesk).fill(guess);
    expect(await land(doctor.desk, button(doctor.desk, WORDS.askDesk)), guess).toBe(200);
  }
  await desk.goto(request);
  await expect(desk.main.locator('#next-step')).toContainText('医師の質問に答える（主治医）');
  await expect(desk.main.locator('#primary .timeline li')).toHaveCount(2);
  for (const text of [`${family}様のお宅です。`, `お電話は${patient.telephone.replaceAll('-', ' ')}です。`, `${patient.address}の方です。`, `${patient.kana}様のお宅には1台あります。`]) {
    await desk.field(WORDS.answerToQuestion).fill(text);
    expect(await land(desk, button(desk, WORDS.sendAnswer)), text).toBe(422);
    await expect(desk.main.getByRole('alert').first()).toContainText(WORDS.namesPatient);
    await expect(desk.field(WORDS.answerToQuestion)).toHaveValue(text);
  }
  await desk.field(WORDS.answerToQuestion).fill('1台あります。');
  await land(desk, button(desk, WORDS.sendAnswer));
  await expect(desk.main.getByText(WORDS.physicianTold)).toBeVisible();
  await expect(desk.main.locator('#next-step')).toContainText('回答を待つ');
});

test('an answer to an offer that was taken back is refused in clear words, and what was written is still there @both', async ({ desk, others }) => {
  const { doctor, request } = await scene(desk, others);
  const form = await declining(doctor);
  await form.getByLabel(WORDS.declineReason, { exact: true }).selectOption({ label: '距離が遠い' });
  await form.getByLabel(WORDS.offerRemark, { exact: true }).fill('別の地区なら伺えます');
  await desk.goto(request);
  await land(desk, button(desk, WORDS.takeOfferBack));
  expect(await land(doctor.desk, button(doctor.desk, WORDS.declineOffer))).toBe(422);
  await expect(doctor.desk.main.getByRole('alert')).toContainText(WORDS.offerWithdrawn);
  await expect(doctor.desk.main).toContainText('別の地区なら伺えます');
  await expect(button(doctor.desk, WORDS.acceptOffer)).toHaveCount(0);
});

test('an offer opens for the one who was asked, and for nobody else @both', async ({ desk, others }) => {
  const { doctor, offer } = await scene(desk, others);
  const stranger = await newDoctor(desk, others, await newArea(others));
  const nameless = await others.as('physician');
  for (const one of [stranger.desk, nameless]) {
    expect((await one.goto(offer))?.status()).toBe(404);
    await expect(one.main).toContainText(WORDS.offerNotFound);
    await expect(one.main.getByRole('link', { name: '自分の打診を見る' })).toBeVisible();
  }
  await nameless.goto('/offers');
  await expect(nameless.main).toContainText('ログインと医師の登録の結び付けを依頼してください');
  for (const key of ['desk1', 'hospital', 'manager', 'admin'] as const) {
    const one = await others.as(key);
    for (const path of [offer, '/offers', '/practice']) expect((await one.goto(path))?.status(), `${key} at ${path}`).toBe(403);
  }
  for (const path of ['/matching', '/physicians']) expect((await doctor.desk.goto(path))?.status(), path).toBe(403);

  const nobody = await others.nobody();
  await nobody.goto(offer);
  await expect(nobody.page).toHaveURL(/\/sign-in\?next=/);
  await nobody.trySignIn(doctor.login, PASSWORD);
  await expect(nobody.page).toHaveURL(new RegExp(`${offer}$`));
  await nobody.hydrated();
  await expectAccepted({ ...doctor, desk: nobody });
});

/** The deadline of an offer passes, in the records themselves: no test waits for two working days. */
function outlive(url: string, offer: string): void {
  const past = new Date(Date.now() - 3_600_000).toISOString();
  const set = (column: string): string => `${column} = jsonb_set(${column}::jsonb, '{deadline}', to_jsonb('${past}'::text))::text`;
  const id = offer.replace('/offers/', '');
  execFileSync('psql', ['-v', 'ON_ERROR_STOP=1', '-c', `UPDATE offers SET deadline = '${past}', ${set('data')}, ${set('card')} WHERE id = '${id}'`, url], { stdio: 'pipe' });
}

/** A physician who signs in on a server of the test's own. */
async function doctorAt(server: Server, browser: Browser, js: boolean, desk: Desk, email?: string): Promise<Doctor> {
  const login = unique('d');
  const output = await command(server.house, 'user', 'add', '--login', login, '--name', `仮 ${login}`, '--role', 'physician', '--desk', FIRST_DESK, ...(email ? ['--email', email] : []));
  const own = await strangerAt(server, browser, js);
  await own.welcome(oneTimeLink(output), PASSWORD);
  return { ...(await newPhysician(desk, undefined, login)), desk: own, login };
}

test('an answer after the deadline is refused with what to do, and the desk is led to the telephone @both', async ({ browser, js }) => {
  const name = unique('matching');
  const url = script('postgres', 'start', name);
  try {
    const server = await Server.start(name, { MADOGUCHI_DATABASE: url });
    const { desk } = await staffOf(server, browser, js);
    const doctor = await doctorAt(server, browser, js, desk);
    const patient = await newPatient(desk);
    const request = await openRequest(desk, patient, { mode: WORDS.nominate });
    await rank(desk, request, 'primary');
    await ask(desk, request, 'primary', doctor);
    const offer = await openOffer(doctor);
    await expect(doctor.desk.main.locator('.notice__number').first()).toContainText('あと');
    await doctor.desk.field(WORDS.questionToDesk).fill('まだ間に合いますか。');
    outlive(url, offer);
    expect(await land(doctor.desk, button(doctor.desk, WORDS.askDesk))).toBe(422);
    await expect(doctor.desk.main.getByRole('alert')).toContainText(WORDS.offerExpired);
    await expect(doctor.desk.main).toContainText('まだ間に合いますか。');
    await expect(button(doctor.desk, WORDS.acceptOffer)).toHaveCount(0);
    await desk.goto('/matching');
    const row = desk.main.locator('tbody tr').filter({ hasText: patient.number });
    await expect(row).toContainText('電話で確かめる（主治医）');
    await desk.goto(request);
    await expect(desk.main.locator('#next-step')).toContainText(`${doctor.name} 先生`);
    // Until the clock has come round and written the end down, nobody else can be chosen.
    await expect(async () => {
      await desk.goto(request);
      await expect(desk.main.locator('#primary-choose')).toBeAttached({ timeout: 500 });
    }).toPass({ timeout: 120_000, intervals: [5_000] });
    await ask(desk, request, 'primary', doctor);
    await openOffer(doctor);
    await expectAccepted(doctor);
    await server.stop();
    server.discard();
  } finally {
    script('postgres', 'stop', name);
  }
});

/** Everything that the server says by itself to a person's open pages, from now on. */
async function overhear({ desk }: Doctor): Promise<() => Promise<string[]>> {
  const tab = await desk.page.context().newPage();
  await tab.goto(new URL(desk.page.url()).origin);
  const heard = await tab.evaluateHandle(() => {
    const lines: string[] = [];
    const events = new EventSource('/events');
    events.onmessage = (event) => lines.push(`${event.lastEventId} ${String(event.data)}`);
    return lines;
  });
  return () => heard.jsonValue();
}

test('the e-mail of an offer leads to it, and no e-mail and no event says who the patient is', async ({ browser }) => {
  const sink = await startSink();
  const server = await Server.start(unique('matching'), relay(sink.url));
  const { desk } = await staffOf(server, browser);
  const doctor = await doctorAt(server, browser, true, desk, 'doctor@people.example');
  const heard = await overhear(doctor);
  const patient = await newPatient(desk);
  const request = await openRequest(desk, patient, { mode: WORDS.nominate, note: `${patient.name}様` });
  await rank(desk, request, 'primary');
  const mails = () => sink.messages().filter((mail) => mail.to.includes('doctor@people.example'));
  const link = () => /\/offers\/[0-9a-f-]{36}/.exec(mails().map((mail) => mail.text).join('\n'))?.[0];
  await ask(desk, request, 'primary', doctor);
  await expect.poll(link, { timeout: 60_000 }).toBeDefined();
  await doctor.desk.goto(link() ?? '');
  await expect(button(doctor.desk, WORDS.acceptOffer)).toBeVisible();
  const before = mails().length;
  await desk.goto(request);
  await land(desk, button(desk, WORDS.takeOfferBack));
  await expect.poll(() => mails().length, { timeout: 60_000 }).toBeGreaterThan(before);
  const said = [...sink.messages().map((mail) => [mail.subject, mail.text, mail.html, mail.raw].join('\n')), ...(await heard())];
  expect((await heard()).length, 'events').toBeGreaterThan(0);
  expect(patient.secrets.filter((secret) => said.some((text) => text.includes(secret)))).toEqual([]);
  await server.stop();
  server.discard();
  await sink.close();
});

test('the board says what comes next: first what gets nowhere, then what is urgent @both', async ({ desk, others }) => {
  const area = await newArea(others);
  const doctor = await newDoctor(desk, others, area);
  const [calm, urgent, stalled] = [await newPatient(desk, area), await newPatient(desk, area), await newPatient(desk, area)];
  await openRequest(desk, calm, { mode: WORDS.nominate, start: day(1) });
  await openRequest(desk, urgent, { mode: WORDS.nominate, urgent: true, start: day(20) });
  const request = await openRequest(desk, stalled, { mode: WORDS.nominate, start: day(30) });
  await rank(desk, request, 'primary');
  for (const reason of ['受け持ちがいっぱい', '距離が遠い', '専門外']) {
    await ask(desk, request, 'primary', doctor);
    await openOffer(doctor);
    await decline(doctor, reason);
  }
  await desk.goto('/');
  await expect(desk.main.locator('p.panel').filter({ hasText: '主治医調整' })).toContainText('停滞');
  await desk.page.locator('nav.bar__nav').getByRole('link', { name: '主治医調整', exact: true }).click();
  await expect(desk.main.getByRole('heading', { level: 1, name: '主治医調整の状況' })).toBeVisible();
  await desk.hydrated();
  const rows = desk.main.getByRole('region', { name: '調整中の依頼' }).locator('tbody tr');
  const row = (patient: Patient) => rows.filter({ hasText: patient.number });
  await expect(row(stalled)).toContainText('主治医の次の候補に打診する');
  await expect(row(stalled).locator('.badge--overdue')).toHaveText('主治医の辞退・期限切れ 3件');
  await expect(row(stalled)).toContainText(area.district);
  await expect(row(urgent).locator('.badge--urgent')).toHaveText('至急');
  await expect(row(calm)).toContainText('依頼の内容を確かめて、候補を並べる');
  await expect(row(calm)).toContainText('あと1日');
  const numbers = await rows.locator('td[data-label="ケース"]').allInnerTexts();
  const places = [stalled, urgent, calm].map(({ number }) => numbers.findIndex((text) => text.includes(number)));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  await row(stalled).getByRole('link', { name: stalled.number }).click();
  await expect(desk.page).toHaveURL(new RegExp(`${request}$`));
});

test('the pages of the search satisfy axe and fit a telephone', async ({ desk, others, where }) => {
  const { area, doctor, patient, request, offer } = await scene(desk, others);
  const settled = await newPatient(desk, area);
  const other = await newPhysician(desk, area);
  const done = await settle(desk, settled, { primary: doctor, secondary: other });
  const fresh = await newPatient(desk);
  const watch = new Watch(where.url).follow(desk.page).follow(doctor.desk.page);
  const ofDesk = ['/', '/matching', request, done, `${fresh.case}/matching/new`, patient.case, settled.path, `${done}/letter?role=primary`, `${settled.path}/contacts`, `${other.path}/leave`];
  const ofDoctor = ['/', '/offers', offer, '/practice', `/practice${settled.path}`, '/practice/absences'];
  for (const [one, paths] of [[desk, ofDesk], [doctor.desk, ofDoctor]] as const) {
    for (const path of paths) {
      await one.goto(path);
      await expect(one.page.locator('h1')).toHaveCount(1);
      for (const width of [1280, 390]) {
        await one.page.setViewportSize({ width, height: 844 });
        const spare = await one.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect.soft(spare, `${path} at ${width} is wider than the window`).toBeLessThanOrEqual(0);
        const { violations } = await new AxeBuilder({ page: one.page }).analyze();
        const found = violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(' ')).join(' | ')}`);
        expect.soft(found, `axe on ${path} at ${width}`).toEqual([]);
      }
    }
  }
  watch.expectNothing();
});
