/** Who comes in and who does not: links, passwords, delays, sessions. */
import { PASSWORD, unique } from '../support/people';
import { command } from '../support/server';
import { expect, staffOf, strangerAt, test } from '../support/test';
import { WORDS } from '../support/words';

test.use({ user: null });

const BETTER = '雨の日は傘を二本持つ-2026';

test('a one-time link sets the password once and never again @both', async ({ others }) => {
  const { login, link } = await others.invited();
  const first = await others.nobody();
  await first.welcome(link, PASSWORD);
  const second = await others.nobody();
  const answer = await second.goto(link);
  expect([404, 410]).toContain(answer?.status());
  await expect(second.field(WORDS.newPassword)).toHaveCount(0);
  await second.signIn(login, PASSWORD);
  await expect(second.page.getByRole('heading', { level: 1, name: '今日' })).toBeVisible();
});

test('a new invitation makes the earlier link worthless @both', async ({ others, where }) => {
  const { login, link } = await others.invited();
  const again = await command(where, 'user', 'invite', '--login', login);
  expect(again).toContain('http');
  const desk = await others.nobody();
  expect([404, 410]).toContain((await desk.goto(link))?.status());
});

test('short, common and unequal passwords are refused and the link still works @both', async ({ others }) => {
  const { login, link } = await others.invited();
  const desk = await others.nobody();
  await desk.goto(link);
  for (const bad of ['みじかい-12', 'passwordpassword', '1234567890123', `${login}${login}`.slice(0, 13)]) {
    await desk.choosePassword(bad, bad);
    await desk.expectFieldError(WORDS.newPassword);
  }
  await desk.choosePassword(PASSWORD, BETTER);
  await desk.expectFieldError(WORDS.newPasswordAgain);
  await desk.choosePassword(PASSWORD, PASSWORD);
  await expect(desk.page.getByRole('heading', { level: 1, name: '今日' })).toBeVisible();
});

test('after five wrong passwords even the right one must wait, also after a restart of the server', async ({ ownServer, browser }) => {
  const { login } = await staffOf(ownServer, browser);
  const desk = await strangerAt(ownServer, browser);
  await desk.goto('/sign-in');
  for (let failure = 0; failure < 5; failure += 1) {
    await desk.trySignIn(login, `${PASSWORD}-wrong`);
    await expect(desk.page.getByRole('alert').first()).toBeVisible();
    await expect(desk.page).toHaveURL(/\/sign-in/);
  }
  await desk.trySignIn(login, PASSWORD);
  await expect(desk.page.getByText(WORDS.tooMany).first()).toBeVisible();
  await ownServer.stop();
  await ownServer.run();
  await desk.goto('/sign-in');
  await desk.trySignIn(login, PASSWORD);
  await expect(desk.page.getByText(WORDS.tooMany).first()).toBeVisible();
  await expect(desk.page).toHaveURL(/\/sign-in/);
});

test('a wrong password and an unknown name get the same answer @both', async ({ others }) => {
  const { login } = await others.fresh();
  const desk = await others.nobody();
  const answers: string[] = [];
  for (const name of [login, unique('nobody')]) {
    await desk.goto('/sign-in');
    await desk.trySignIn(name, `${PASSWORD}-wrong`);
    answers.push(await desk.page.getByRole('alert').first().innerText());
  }
  expect(answers[0]).toBe(answers[1]);
  expect(answers[0]).not.toBe('');
});

test('a password is changed by its owner, who must know the old one @both', async ({ others }) => {
  const { desk, login } = await others.fresh();
  const change = async (old: string): Promise<void> => {
    await desk.goto('/account');
    await desk.field(WORDS.currentPassword).fill(old);
    await desk.field(WORDS.newPassword).fill(BETTER);
    await desk.field(WORDS.newPasswordAgain).fill(BETTER);
    await desk.submit(desk.main.getByRole('button', { name: WORDS.changePassword, exact: true }));
  };
  await change('これは違う合言葉です-1');
  await desk.expectFieldError(WORDS.currentPassword);
  await change(PASSWORD);
  await expect(desk.main.getByText(/パスワードを変更しました/).first()).toBeVisible();
  const next = await others.nobody();
  await next.goto('/sign-in');
  await next.trySignIn(login, PASSWORD);
  await expect(next.page).toHaveURL(/\/sign-in/);
  await next.signIn(login, BETTER);
});

test('the account page lists the sessions, and signing out everywhere ends them all @both', async ({ others }) => {
  const { desk, login } = await others.fresh();
  const second = await others.nobody();
  await second.signIn(login, PASSWORD);
  await desk.goto('/account');
  await expect(desk.under(WORDS.sessions).locator('li, tbody tr')).toHaveCount(2);
  await desk.submit(desk.main.getByRole('button', { name: WORDS.signOutEverywhere, exact: true }));
  await expect(desk.page).toHaveURL(/\/sign-in/);
  for (const one of [desk, second]) {
    await one.goto('/inquiries');
    await expect(one.page).toHaveURL(/\/sign-in/);
  }
});

test('signing out ends the session on the server, not only in the browser @both', async ({ others }) => {
  const { desk } = await others.fresh();
  const cookies = await desk.page.context().cookies();
  await desk.goto('/');
  await desk.signOut();
  await desk.page.context().addCookies(cookies);
  await desk.goto('/');
  await expect(desk.page).toHaveURL(/\/sign-in/);
});

test('a disabled person is out at the next step and cannot come back @both', async ({ others, where }) => {
  const { desk, login } = await others.fresh();
  await command(where, 'user', 'disable', '--login', login);
  await desk.goto('/inquiries');
  await expect(desk.page).toHaveURL(/\/sign-in/);
  await desk.trySignIn(login, PASSWORD);
  await expect(desk.page).toHaveURL(/\/sign-in/);
  expect(await command(where, 'user', 'list')).toContain(login);
});

test('whoever is not signed in is led to the page they wanted, and never to another site @both', async ({ others, where }) => {
  const { login } = await others.fresh();
  const desk = await others.nobody();
  await desk.goto('/inquiries?channel=fax');
  await expect(desk.page).toHaveURL(/\/sign-in\?next=/);
  await desk.trySignIn(login, PASSWORD);
  await expect(desk.page).toHaveURL(/\/inquiries\?channel=fax/);
  for (const bad of ['//evil.example/', 'http://evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
    const fresh = await others.nobody();
    await fresh.goto(`/sign-in?next=${encodeURIComponent(bad)}`);
    await fresh.trySignIn(login, PASSWORD);
    await expect(fresh.page).toHaveURL(`${where.url}/`);
  }
});
