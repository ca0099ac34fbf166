/** Listens to a page for what must never happen on it: script errors, refused content, requests to strangers. */
import { expect, type Page } from '@playwright/test';

export class Watch {
  private readonly problems: string[] = [];

  /** `refusals` are the answers that this page is expected to get: a form refused for its content, unless said otherwise. */
  constructor(
    private readonly home: string,
    private readonly refusals: readonly number[] = [400, 409, 422],
  ) {}

  /** From now on also this page. */
  follow(page: Page): this {
    const host = new URL(this.home).host;
    page.on('pageerror', (error) => this.problems.push(`script error: ${error.message}`));
    page.on('dialog', (dialog) => {
      // The browser asks before unsaved text is lost: the tests mean to leave.
      if (dialog.type() === 'beforeunload') return void dialog.accept();
      this.problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      // Chromium reports every 4xx answer as a console error, wanted or not.
      const wanted = this.refusals.some((status) => message.text().includes(`status of ${status} `));
      if (message.type() === 'error' && !wanted) this.problems.push(`console: ${message.text()}`);
      if (/Content.Security.Policy/i.test(message.text())) this.problems.push(`policy: ${message.text()}`);
    });
    page.on('request', (request) => {
      const address = new URL(request.url());
      if (address.protocol.startsWith('http') && address.host !== host) this.problems.push(`stranger: ${request.url()}`);
    });
    return this;
  }

  expectNothing(): void {
    expect(this.problems).toEqual([]);
  }
}
