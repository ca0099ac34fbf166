/** 主治医調整: from the inquiry to the first visit, with the desk and the physicians each before a browser; one after the other, twice, at once, and out. */
import { Desk } from '../support/desk';
import {
  accept,
  type Area,
  ask,
  asked,
  awayToday,
  button,
  confirm,
  decline,
  demand,
  digits,
  type Doctor,
  expectAccepted,
  expectUnnamed,
  expectUnread,
  fact,
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
  startToday,
  tickCandidates,
  unfold,
} from '../support/matching';
import { expect, test } from '../support/test';
import { WORDS } from '../support/words';

test.beforeEach(() => test.setTimeout(400_000));

/** The whole of what a physician reads who is asked. */
async function expectCard({ desk }: Doctor, area: Area): Promise<void> {
  await expect(fact(desk, '役割')).toContainText('主治医');
  await expect(fact(desk, '圏域')).toContainText(area.district);
  await expect(fact(desk, '年齢・性別')).toContainText('80歳代前半・女');
  await expect(fact(desk, '医療処置')).toContainText('在宅酸素');
  await expect(fact(desk, '看取り')).toContainText('求めていません');
}

/** What somebody is not told who only has a browser and an account. */
async function expectNothingOf({ desk }: Doctor, patient: Patient, offer?: string): Promise<void> {
  await expectUnnamed(desk, patient, '/', '/offers', '/practice', '/practice/absences', '/notices', ...(offer ? [offer] : []));
  const stranger = await desk.goto(`/practice${patient.path}`);
  expect(stranger?.status()).toBe(404);
  await expect(desk.page.getByRole('heading', { level: 1, name: '担当患者ではありません' })).toBeVisible();
  await expectUnnamed(desk, { ...patient, secrets: patient.secrets.filter((secret) => !patient.path.includes(secret)) });
  await desk.goto('/');
}

/** Whom the desk confirmed knows whom and where to visit. */
async function expectOwnPatient({ desk }: Doctor, patient: Patient, beside: Doctor): Promise<void> {
  await desk.goto('/practice');
  const row = desk.main.locator('tbody tr').filter({ hasText: patient.name });
  await expect(row).toContainText('開始前');
  await expect(row).toContainText(beside.name);
  await row.getByRole('link', { name: patient.name, exact: true }).click();
  await desk.hydrated();
  await expect(desk.main.getByRole('heading', { level: 1, name: patient.name, exact: true })).toBeVisible();
  for (const text of [patient.kana, patient.address, '在宅酸素']) await expect(desk.main).toContainText(text);
  for (const number of [patient.telephone, beside.telephone]) await expect(desk.main.locator(`a[href="tel:${digits(number)}"]`).first()).toBeVisible();
}

test('the desk finds a primary and a secondary physician, and nobody reads the name before the desk has confirmed @both', async ({ desk, others }) => {
  const area = await newArea(others);
  const [first, second, third] = [await newDoctor(desk, others, area), await newDoctor(desk, others, area), await newDoctor(desk, others, area)];
  const patient = await newPatient(desk, area);
  const note = `${patient.name}様の長女は日中不在`;
  const request = await openRequest(desk, patient, { mode: WORDS.broadcast, secondary: true, procedures: ['在宅酸素'], note });
  await expect(desk.main.locator('#needs')).toContainText(note);
  await rank(desk, request, 'primary');
  for (const { name } of [first, second, third]) await expect(desk.main.locator('#primary-choose ol.matches > li.match').filter({ hasText: name })).toHaveCount(1);
  await ask(desk, request, 'primary', first, second);

  const offers = new Map<Doctor, string>();
  for (const doctor of [first, second]) {
    await expectUnread(doctor.desk, 1);
    offers.set(doctor, await openOffer(doctor));
    await expectCard(doctor, area);
    await expectUnnamed(doctor.desk, patient, '/', '/offers', '/notices');
  }
  await desk.goto(request);
  await expectAccepted(first);
  // Both still have the page before them as it was.
  if (desk.js) {
    for (const [page, says] of [[desk, 'この調整に動きがありました。'], [second.desk, 'この打診に動きがありました。']] as const) await expect(page.page.locator('.toast')).toContainText(says);
    await desk.page.locator('.toast').getByRole('link', { name: '最新の内容を表示' }).click();
    await desk.hydrated();
    await expect(desk.main.locator('#primary')).toContainText('受諾');
    await expect(desk.page.locator('.toast')).toHaveCount(0);
  }
  expect(await accept(second)).toBe(422);
  await expect(second.desk.main.getByRole('alert')).toContainText(WORDS.offerSettled);
  await expect(second.desk.main.locator('.badge', { hasText: 'ほかの医師に決定' })).toBeVisible();
  for (const doctor of [first, second, third]) await expectNothingOf(doctor, patient, offers.get(doctor));

  await desk.goto(request);
  await expect(desk.main.locator('#primary')).toContainText('受諾');
  await expect(desk.main.locator('h1 + p')).toContainText('一部決定');
  const early = await desk.goto(`${request}/letter?role=primary`);
  expect(early?.status()).toBe(404);
  await expect(desk.main.getByRole('heading', { level: 1, name: '依頼書はまだ印刷できません' })).toBeVisible();
  await rank(desk, request, 'secondary');
  await ask(desk, request, 'secondary', second);
  const again = await openOffer(second);
  await expect(second.desk.main.getByRole('heading', { level: 1, name: '副主治医の打診' })).toBeVisible();
  await expectUnnamed(second.desk, patient, '/', '/offers', '/notices');
  await expectAccepted(second);
  for (const doctor of [first, second]) await expectNothingOf(doctor, patient, doctor === second ? again : offers.get(doctor));

  await confirm(desk, request);
  await expectOwnPatient(first, patient, second);
  await expectOwnPatient(second, patient, first);
  await expectNothingOf(third, patient);
  await expectPapers(desk, request, patient, first, second);
  await startToday(desk, request);
  await expectStandIn(desk, patient, first, second);
});

/** Letters and sheet name the right people. */
async function expectPapers(desk: Desk, request: string, patient: Patient, first: Doctor, second: Doctor): Promise<void> {
  const sheet = desk.main.locator('article.sheet');
  for (const [role, to, beside] of [['primary', first, second], ['secondary', second, first]] as const) {
    await desk.goto(request);
    await desk.main.locator(`a[href$="/letter?role=${role}"]`).click();
    await expect(desk.page).toHaveURL(new RegExp(`/letter\\?role=${role}$`));
    await expect(sheet.locator('.sheet__to')).toContainText(`${to.name} 先生`);
    for (const text of [to.clinic, patient.name, patient.kana, patient.address, patient.telephone, patient.number, `${beside.name} 先生`, beside.telephone]) await expect(sheet).toContainText(text);
  }
  await desk.goto(`${patient.path}/contacts`);
  for (const text of [patient.name, first.name, first.telephone, second.name, second.telephone, '119番']) await expect(sheet).toContainText(text);
}

/** The primary acts; while the primary is away, the secondary does. */
async function expectStandIn(desk: Desk, patient: Patient, first: Doctor, second: Doctor): Promise<void> {
  await desk.goto(patient.path);
  const physicians = desk.main.locator('#physicians');
  await expect(physicians).toContainText(`${WORDS.actingToday}：${first.name} 先生`);
  await awayToday(first);
  await desk.goto(patient.path);
  await expect(physicians).toContainText(`${WORDS.actingToday}：${second.name} 先生`);
  await expect(physicians).toContainText('主治医が不在');
  await desk.goto(patient.case);
  await expect(desk.main.locator('.acting')).toContainText(`${second.name} 先生`);
  await second.desk.goto('/practice');
  const row = second.desk.main.locator('tbody tr').filter({ hasText: patient.name });
  await expect(row).toContainText('あなた（副主治医）');
  await expect(row).not.toContainText('開始前');
}

test('what is newly demanded while an offer is out is shown before anybody says yes to it, and asked again of whoever has @both', async ({ desk, others }) => {
  const area = await newArea(others);
  const doctor = await newDoctor(desk, others, area);
  const patient = await newPatient(desk, area);
  const request = await openRequest(desk, patient, { mode: WORDS.nominate });
  await rank(desk, request, 'primary');
  await ask(desk, request, 'primary', doctor);
  const offer = await openOffer(doctor);
  await demand(desk, request, '胃瘻');
  expect(await accept(doctor)).toBe(422);
  await expect(doctor.desk.main.getByRole('alert')).toContainText(WORDS.needsChanged);
  await expect(fact(doctor.desk, '医療処置')).toContainText('胃瘻');
  await expectAccepted(doctor);

  await demand(desk, request, '夜間・休日の往診に対応する');
  await desk.goto(request);
  await expect(desk.main.locator('#primary')).toContainText('再確認中');
  await doctor.desk.goto(offer);
  await expect(doctor.desk.main.locator('.notice--warn')).toContainText(WORDS.confirmAgain);
  await expect(fact(doctor.desk, '夜間の往診')).toContainText('求めています');
  await expectUnnamed(doctor.desk, patient, '/notices');
  await expectAccepted(doctor);
  await confirm(desk, request);
});

test('one after the other: a question and its answer, a no, the next one, and an offer taken back @both', async ({ desk, others }) => {
  const area = await newArea(others);
  const [first, second] = [await newDoctor(desk, others, area), await newDoctor(desk, others, area)];
  const owner = await others.fresh();
  const patient = await newPatient(owner.desk, area, owner.name);
  const request = await openRequest(owner.desk, patient, { mode: WORDS.nominate });
  await rank(owner.desk, request, 'primary');
  await ask(owner.desk, request, 'primary', first);
  await expectUnread(first.desk, 1);

  const offer = await openOffer(first);
  await first.desk.field(WORDS.questionToDesk).fill('駐車場はありますか。');
  expect(await land(first.desk, button(first.desk, WORDS.askDesk))).toBe(200);
  await expect(first.desk.main.getByText(WORDS.deskAsked)).toBeVisible();
  await expectUnread(owner.desk, 1);
  await owner.desk.goto(request);
  await expect(owner.desk.main.locator('#primary')).toContainText('質問に未回答');
  await expect(owner.desk.main.locator('#primary .timeline')).toContainText('駐車場はありますか。');
  await owner.desk.field(WORDS.answerToQuestion).fill('敷地内に1台あります。');
  await land(owner.desk, button(owner.desk, WORDS.sendAnswer));
  await expect(owner.desk.main.getByText(WORDS.physicianTold)).toBeVisible();
  await expectUnread(first.desk, 2);
  await first.desk.goto(offer);
  await expect(first.desk.main.locator('#questions li')).toHaveCount(2);
  await expect(first.desk.main.locator('#questions')).toContainText('敷地内に1台あります。');
  await decline(first, '受け持ちがいっぱい');

  await expectUnread(owner.desk, 2);
  await owner.desk.goto(request);
  await expect(owner.desk.main.locator('#next-step')).toContainText('主治医の次の候補に打診する');
  await expect(asked(owner.desk, 'primary').filter({ hasText: first.name })).toContainText('受け持ちがいっぱい');
  await ask(owner.desk, request, 'primary', second);
  await expectUnread(second.desk, 1);
  const taken = await openOffer(second);
  await owner.desk.goto(request);
  await expect(asked(owner.desk, 'primary').filter({ hasText: second.name })).toContainText('閲覧');
  await land(owner.desk, button(owner.desk, WORDS.takeOfferBack));
  await expect(owner.desk.main.getByText(WORDS.offerTakenBack)).toBeVisible();
  await expectUnread(second.desk, 2);
  await second.desk.goto('/notices');
  await expect(second.desk.main.getByRole('button', { name: /打診が取り下げられました/ })).toBeVisible();
  await second.desk.goto(taken);
  await expect(second.desk.main).toContainText(WORDS.offerWithdrawn);
  await expect(button(second.desk, WORDS.acceptOffer)).toHaveCount(0);
});

/** A second tab of the same person at the same page. */
async function secondTab(desk: Desk): Promise<Desk> {
  const tab = new Desk(await desk.page.context().newPage(), desk.js);
  await tab.goto(new URL(desk.page.url()).pathname);
  return tab;
}

test('what is sent twice happens once: two clicks, the same form again, two tabs @both', async ({ desk, others }) => {
  const area = await newArea(others);
  const doctor = await newDoctor(desk, others, area);
  const patient = await newPatient(desk, area);
  const request = await openRequest(desk, patient, { mode: WORDS.broadcast });
  await rank(desk, request, 'primary');
  const send = await tickCandidates(desk, request, 'primary', [doctor]);
  const posted = desk.page.waitForRequest((sent) => sent.method() === 'POST' && sent.isNavigationRequest());
  await send.dblclick();
  const form = await posted;
  await expect(desk.page).toHaveURL(/done=matching-sent/);
  const { cookie: _cookie, ...headers } = await form.allHeaders();
  const repeated = await desk.page.request.post(form.url(), { headers, data: form.postDataBuffer() ?? Buffer.alloc(0), maxRedirects: 0 });
  expect(repeated.headers().location).toContain('done=matching-sent');
  await desk.goto(request);
  await expect(asked(desk, 'primary')).toHaveCount(1);

  await openOffer(doctor);
  const other = { ...doctor, desk: await secondTab(doctor.desk) };
  await expectAccepted(doctor);
  await expectAccepted(other);
  await desk.goto(request);
  await expect(asked(desk, 'primary')).toHaveCount(1);
  await expect(asked(desk, 'primary')).toContainText('受諾');

  const tab = await secondTab(desk);
  for (const one of [desk, tab]) {
    expect(await land(one, button(one, WORDS.confirmPhysicians))).toBe(200);
    await expect(one.main.getByText(WORDS.physiciansConfirmed)).toBeVisible();
  }
  await doctor.desk.goto('/notices');
  await expect(doctor.desk.main.getByRole('button', { name: new RegExp(WORDS.physiciansDecided) })).toHaveCount(1);
});

test('a case does not end under a search; the search is withdrawn with a reason, and whoever was asked is told @both', async ({ desk, others }) => {
  const area = await newArea(others);
  const doctor = await newDoctor(desk, others, area);
  const patient = await newPatient(desk, area);
  const request = await openRequest(desk, patient, { mode: WORDS.nominate });
  await rank(desk, request, 'primary');
  await ask(desk, request, 'primary', doctor);
  const offer = await openOffer(doctor);
  const close = async (): Promise<void> => {
    await desk.goto(patient.case);
    const form = await desk.form(WORDS.close);
    await form.getByLabel(WORDS.outcome, { exact: true }).selectOption({ index: 1 });
    await land(desk, form.getByRole('button', { name: WORDS.close, exact: true }));
  };
  await close();
  await expect(desk.main.getByRole('alert').first()).toContainText('終わっていない調整依頼があります');

  await desk.goto(request);
  const form = await desk.form(WORDS.withdrawRequest);
  await land(desk, form.getByRole('button', { name: WORDS.withdrawRequest, exact: true }));
  await expect(form.getByLabel('理由', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await form.getByLabel('理由', { exact: true }).fill('入院が延びた');
  await land(desk, form.getByRole('button', { name: WORDS.withdrawRequest, exact: true }));
  await expect(desk.main.getByText(WORDS.requestWithdrawn)).toBeVisible();
  await expect(desk.main).toContainText('理由：入院が延びた');
  await expect(asked(desk, 'primary')).toContainText('依頼の取下げ');

  expect(await accept(doctor)).toBe(422);
  await expect(doctor.desk.main.getByRole('alert')).toContainText(WORDS.offerWithdrawn);
  await expectUnread(doctor.desk, 2);
  await expectNothingOf(doctor, patient, offer);
  await close();
  await expect(desk.main.getByText('ケースを終結しました')).toBeVisible();
  await unfold(desk.main.locator('#matching .fold li a'));
  await desk.main.locator('#matching').getByRole('link', { name: /^開始希望日/ }).click();
  await expect(desk.page).toHaveURL(new RegExp(`${request}$`));
});

test('a physician leaves: nothing happens before each patient is decided about, and then everything @both', async ({ desk, others }) => {
  const area = await newArea(others);
  const [leaver, standby] = [await newPhysician(desk, area), await newPhysician(desk, area)];
  const [followed, sought] = [await newPatient(desk, area), await newPatient(desk, area)];
  await settle(desk, followed, { primary: leaver, secondary: standby });
  await settle(desk, sought, { primary: leaver });
  await desk.goto(leaver.path);
  await desk.main.getByRole('link', { name: '退職・休止の手続き', exact: true }).click();
  await desk.hydrated();
  const row = (patient: Patient) => desk.main.locator('tbody tr').filter({ hasText: patient.name });
  await expect(desk.main.locator('#leave-progress')).toHaveText('2人中 0人決定');
  await desk.tick(row(followed).getByRole('radio', { name: new RegExp(standby.name) }));
  const finish = button(desk, '2人の対応を確定する');
  await land(desk, finish);
  const alert = desk.main.getByRole('alert');
  await expect(alert).toContainText('まだ何も変更していません');
  await expect(alert.getByRole('link', { name: `${sought.name}さん：対応が選ばれていません。` })).toBeVisible();
  await expect(desk.main.locator('#leave-progress')).toHaveText('2人中 1人決定');
  await expect(row(followed).getByRole('radio', { name: new RegExp(standby.name) })).toBeChecked();

  await desk.tick(row(sought).getByRole('radio', { name: /^次の医師を探す/ }));
  await land(desk, finish);
  await expect(desk.main.getByText('退職・休止の手続きを終えました')).toBeVisible();
  await expect(desk.main.locator('.badge', { hasText: '受入れ停止中' })).toBeVisible();
  await desk.goto(followed.path);
  await expect(desk.main.locator('#physicians li').filter({ hasText: standby.name }).filter({ hasText: '予定' })).toHaveText(/^\s*主治医/);
  await desk.goto(sought.case);
  await expect(desk.main.locator('#matching').getByRole('link', { name: '調整の画面を開く' })).toBeVisible();
});
