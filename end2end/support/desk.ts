/** One person before one browser page: the moves that every test shares, in the words of the screen. */
import { expect, type Locator, type Page, type Response } from '@playwright/test';
import type { CallPatient, Filed, Inquiry } from './calls';
import { WORDS } from './words';

const INQUIRY_ADDRESS = /\/inquiries\/([0-9a-f]{8}-[0-9a-f-]{27})(?:[?#]|$)/;
const NUMBER = /[RH]\d{1,2}-\d{6}/;

/** The least a desk must write down. */
export const LEAST: Inquiry = {
  受付方法: '電話',
  相談者区分: '家族',
  主な相談内容: '介護 / サービス内容',
  相談内容: 'デイサービスについて。',
};

export class Desk {
  readonly main: Locator;

  constructor(
    readonly page: Page,
    readonly js: boolean,
  ) {
    this.main = page.locator('#main');
  }

  async goto(path: string): Promise<Response | null> {
    const response = await this.page.goto(path);
    // A page that only refuses may come without scripts: then nothing will wake up in it.
    const refusal = (response?.status() ?? 200) >= 400 && (await this.page.locator('script').count()) === 0;
    if (!refusal) await this.hydrated();
    return response;
  }

  /** Until the page answers to events; typing before that is typing into a picture. */
  async hydrated(): Promise<void> {
    if (this.js) await expect(this.page.locator('html')).toHaveAttribute('data-hydrated', 'true');
  }

  async signIn(login: string, password: string, next = '/'): Promise<void> {
    await this.goto(next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`);
    await this.trySignIn(login, password);
    await expect(this.page).not.toHaveURL(/\/sign-in/);
    await this.hydrated();
  }

  /** Fills and sends the sign-in form that is on the screen, whatever comes of it. */
  async trySignIn(login: string, password: string): Promise<void> {
    await this.page.getByLabel(WORDS.login, { exact: true }).fill(login);
    await this.page.getByLabel(WORDS.password, { exact: true }).fill(password);
    await this.submit(this.page.getByRole('button', { name: WORDS.signIn, exact: true }));
  }

  /**
   * Presses a button that sends something and waits until the answer is on the screen, so that what is
   * typed next is not typed into the page that is just leaving. A form may also refuse without asking
   * the server: then nothing comes, and a moment's wait is enough.
   */
  async submit(button: Locator): Promise<void> {
    const moment = new Promise<undefined>((done) => setTimeout(done, this.js ? 1_000 : 5_000));
    const loaded = this.page.waitForEvent('load').catch(() => undefined);
    const answered = this.page.waitForResponse((answer) => answer.request().method() === 'POST').catch(() => undefined);
    await button.click();
    const answer = await Promise.race([answered, moment]);
    if (!this.js || answer?.request().isNavigationRequest()) await Promise.race([loaded, moment]);
    await this.hydrated();
  }

  async signOut(): Promise<void> {
    const button = this.page.getByRole('button', { name: WORDS.signOut, exact: true });
    if (!(await button.isVisible())) await this.page.locator('header details > summary').first().click();
    await button.click();
    await expect(this.page).toHaveURL(/\/sign-in/);
  }

  /** Opens a one-time link and chooses the password. */
  async welcome(link: string, password: string): Promise<void> {
    await this.goto(link);
    await this.choosePassword(password, password);
    await expect(this.page.getByRole('heading', { level: 1, name: '今日' })).toBeVisible();
    await this.hydrated();
  }

  async choosePassword(password: string, again: string): Promise<void> {
    await this.field(WORDS.newPassword).fill(password);
    await this.field(WORDS.newPasswordAgain).fill(again);
    await this.submit(this.main.getByRole('button', { name: WORDS.setPassword, exact: true }));
  }

  /** The control with exactly that label. */
  field(label: string): Locator {
    return this.main.getByLabel(label, { exact: true });
  }

  /** Chooses a radio button or checkbox the way a hand does: by its label, since the input itself may be drawn away. */
  async tick(control: Locator): Promise<void> {
    await control.waitFor({ state: 'attached' });
    if (await control.isChecked()) return;
    const around = control.locator('xpath=ancestor::label[1]');
    if ((await around.count()) > 0) await around.click();
    else await this.page.locator(`label[for="${await control.getAttribute('id')}"]`).click();
    await expect(control).toBeChecked();
  }

  async radio(name: string): Promise<void> {
    await this.tick(this.main.getByRole('radio', { name, exact: true }).first());
  }

  /** The category as the desk says it; where the list's own text is longer (病気/症状), the word is one part of it. */
  async category(text: string): Promise<void> {
    const select = this.field('主な相談内容');
    const options = (await select.locator('option').allTextContents()).map((option) => option.trim());
    const [main, sub] = text.split(' / ');
    const wanted =
      options.find((option) => option === text) ??
      options.find((option) => {
        const [group, ...rest] = option.split(' / ');
        return sub !== undefined && group === main && rest.join(' / ').split('/').includes(sub);
      });
    expect(wanted, `主な相談内容 offers ${text}`).toBeDefined();
    await select.selectOption({ label: wanted });
  }

  /** Opens the intake form and fills it from what the caller said. */
  async begin(inquiry: Inquiry): Promise<void> {
    await this.goto('/inquiries/new');
    await this.fillInquiry(inquiry);
  }

  async fillInquiry(inquiry: Inquiry): Promise<void> {
    await this.field('受付方法').selectOption({ label: inquiry.受付方法 });
    await this.field('相談者区分').selectOption({ label: inquiry.相談者区分 });
    await this.category(inquiry.主な相談内容);
    const texts = ['相談者氏名', '相談者ふりがな', '所属機関', '電話番号', '相談内容', '対応内容', '所要時間', '次回対応予定日'] as const;
    for (const label of texts) {
      const value = inquiry[label];
      if (value !== undefined) await this.field(label).fill(value);
    }
    for (const label of ['転帰', '担当者'] as const) {
      const value = inquiry[label];
      if (value !== undefined) await this.field(label).selectOption({ label: value });
    }
    if (inquiry.緊急度) await this.radio(inquiry.緊急度);
    await this.fillPatient(inquiry.対象者);
  }

  async fillPatient(patient: CallPatient | undefined): Promise<void> {
    if (!patient) return this.radio(WORDS.nobody);
    if (patient.既存) return this.chooseKnown(patient.既存);
    await this.radio(WORDS.newPatient);
    for (const label of ['氏名', 'ふりがな', '生年月日', '住所'] as const) {
      const value = patient[label];
      if (value !== undefined) await this.field(label).fill(value);
    }
    for (const label of ['性別', '要介護度'] as const) {
      const value = patient[label];
      if (value !== undefined) await this.field(label).selectOption({ label: value });
    }
  }

  /** Finds someone the desk already knows and links the inquiry to them. */
  async chooseKnown(name: string): Promise<void> {
    await this.radio(WORDS.known);
    const box = this.field(WORDS.findPatient);
    await box.fill(name);
    if (!this.js) await this.submit(this.main.getByRole('button', { name: WORDS.findPatientButton, exact: true }));
    const found = this.under(WORDS.earlier).locator('li').filter({ hasText: name }).getByRole('button', { name: WORDS.link, exact: true });
    await this.submit(found.first());
    await expect(this.main.getByRole('radio', { name: WORDS.known, exact: true })).toBeChecked();
    await expect(this.main.locator('.match--linked')).toContainText(name);
  }

  get saveButton(): Locator {
    return this.main.getByRole('button', { name: WORDS.save }).first();
  }

  /** Sends the form on the screen, whatever comes of it. */
  async press(): Promise<void> {
    await this.submit(this.saveButton);
  }

  /** Saves the form on the screen and answers what it became. */
  async save(): Promise<Filed> {
    await this.press();
    return this.filed();
  }

  /** The inquiry whose page has just been reached after saving. */
  async filed(): Promise<Filed> {
    await expect(this.page).toHaveURL(INQUIRY_ADDRESS);
    await expect(this.main.getByText(WORDS.saved).first()).toBeVisible();
    const id = INQUIRY_ADDRESS.exec(this.page.url())?.[1];
    const number = NUMBER.exec(await this.main.locator('h1').innerText())?.[0];
    if (!id || !number) throw new Error('the page after saving shows no 受付番号');
    const link = this.main.locator('a[href^="/patients/"]').first();
    const patient = (await link.count()) > 0 ? /^\/patients\/[0-9a-f-]{36}/.exec((await link.getAttribute('href')) ?? '')?.[0] : undefined;
    return patient ? { id, number, patient } : { id, number };
  }

  /** Files an inquiry that differs from the least one as given. */
  async file(given: Partial<Inquiry> = {}): Promise<Filed> {
    await this.begin({ ...LEAST, ...given });
    return this.save();
  }

  /** Types into the one search box that every page has. */
  async search(words: string): Promise<void> {
    const box = this.page.locator('header input[name="q"]');
    await box.fill(words);
    await box.press('Enter');
    await this.page.waitForURL((address) => address.pathname === '/inquiries' && address.searchParams.get('q') === words);
  }

  /** The row of the list that leads to an inquiry. */
  row(id: string): Locator {
    return this.main.locator('tr, li').filter({ has: this.page.locator(`a[href^="/inquiries/${id}"]`) });
  }

  /** Where the form says what is wrong with a field, as a screen reader hears it. */
  async expectFieldError(label: string): Promise<void> {
    const control = this.field(label);
    await expect(control).toHaveAttribute('aria-invalid', 'true');
    const id = await control.getAttribute('id');
    expect(await control.getAttribute('aria-describedby')).toContain(`${id}-error`);
    await expect(this.page.locator(`[id="${id}-error"]`)).toBeVisible();
    await expect(this.page.locator(`[id="${id}-error"]`)).not.toBeEmpty();
    await expect(this.main.getByRole('alert').locator(`a[href$="#${id}"]`)).toBeVisible();
  }

  /** The part of the page under a heading. */
  under(heading: string): Locator {
    return this.main
      .locator('aside, section, fieldset, .panel')
      .filter({ has: this.page.getByRole('heading', { name: heading }) })
      .last();
  }

  /** The form with that button, opened first when it is folded away. */
  async form(button: string): Promise<Locator> {
    const form = this.main
      .locator('form')
      .filter({ has: this.page.getByRole('button', { name: button, exact: true, includeHidden: true }) })
      .first();
    await form.waitFor({ state: 'attached' });
    if (!(await form.isVisible())) await form.locator('xpath=ancestor::details[not(@open)]/summary').first().click();
    await expect(form).toBeVisible();
    return form;
  }

  /** How many the list says it found: 「全123件」. */
  async total(): Promise<number> {
    const text = await this.main.innerText();
    const found = /全\s*([\d,]+)\s*件/.exec(text)?.[1] ?? /([\d,]+)\s*件/.exec(text)?.[1];
    if (found === undefined) throw new Error('the list does not say how many it found');
    return Number(found.replaceAll(',', ''));
  }
}
