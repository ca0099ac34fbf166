/** What a visit costs on the wire: the whole first one, and every later one. */
import type { Page } from '@playwright/test';
import { expect, figure, test } from '../support/test';
import type { Desk } from '../support/desk';

const FIRST_LIMIT = 450;
const LATER_LIMIT = 40;

class Scale {
  private bytes = 0;
  private last = Date.now();
  private readonly parts: string[] = [];
  private readonly names = new Map<string, string>();

  static async on(page: Page): Promise<Scale> {
    const scale = new Scale();
    const session = await page.context().newCDPSession(page);
    session.on('Network.requestWillBeSent', ({ requestId, request }) => scale.names.set(requestId, request.url));
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      scale.bytes += encodedDataLength;
      scale.last = Date.now();
      if (encodedDataLength > 0) scale.parts.push(`${(encodedDataLength / 1000).toFixed(1)} ${new URL(scale.names.get(requestId) ?? 'x:/?').pathname}`);
    });
    await session.send('Network.enable');
    return scale;
  }

  /** What came since the last weighing, in kB, once the line has been quiet for a second (the event stream never ends). */
  async weigh(name: string): Promise<number> {
    await expect(() => expect(Date.now() - this.last).toBeGreaterThan(1_000)).toPass({ timeout: 15_000 });
    const total = this.bytes / 1000;
    figure(`${name}: ${total.toFixed(1)} kB (${this.parts.join(', ')})`);
    this.bytes = 0;
    this.parts.length = 0;
    return total;
  }
}

async function visit(desk: Desk, path: string): Promise<void> {
  await desk.goto(path);
  await desk.page.waitForLoadState('load');
}

test('the first visit weighs at most 450 kB on the wire, and later visits at most 40 kB each', async ({ desk, page }) => {
  const scale = await Scale.on(page);
  await visit(desk, '/');
  expect(await scale.weigh('first visit')).toBeLessThanOrEqual(FIRST_LIMIT);
  for (const path of ['/', '/inquiries', '/inquiries/new', '/account']) {
    await visit(desk, path);
    expect(await scale.weigh(`later visit to ${path}`), path).toBeLessThanOrEqual(LATER_LIMIT);
  }
});

test('whoever comes to the sign-in page for the first time downloads no more than that either', async ({ others }) => {
  const desk = await others.nobody();
  const scale = await Scale.on(desk.page);
  await visit(desk, '/sign-in');
  expect(await scale.weigh('first visit to the sign-in page')).toBeLessThanOrEqual(FIRST_LIMIT);
});
