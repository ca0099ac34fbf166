/** 引継ぎ: a line is written, confirmed by a colleague, and cases change hands with a memo. */
import { LEAST } from '../support/desk';
import { unique } from '../support/people';
import { expect, test } from '../support/test';
import { WORDS } from '../support/words';

test('a line of the handover waits on the colleague\'s 今日 until it is confirmed @both', async ({ others }) => {
  const writer = await others.fresh();
  const text = unique('夜間の申し送り');
  await writer.desk.goto('/handover');
  await writer.desk.field(WORDS.noteText).fill('　');
  await writer.desk.submit(writer.desk.main.getByRole('button', { name: WORDS.addNote, exact: true }));
  await writer.desk.expectFieldError(WORDS.noteText);
  await writer.desk.field(WORDS.noteText).fill(text);
  await writer.desk.submit(writer.desk.main.getByRole('button', { name: WORDS.addNote, exact: true }));
  await expect(writer.desk.main.getByText(text)).toBeVisible();

  const reader = await others.fresh();
  await reader.desk.goto('/');
  await expect(reader.desk.main.getByText(/未確認 \d+件/)).toBeVisible();
  await reader.desk.goto('/handover');
  const line = reader.desk.main.locator('li').filter({ hasText: text });
  await reader.desk.submit(line.getByRole('button', { name: WORDS.confirmNote, exact: true }));
  await expect(line).toContainText(reader.name);
  await expect(line.getByRole('button', { name: WORDS.confirmNote, exact: true })).toBeHidden();
});

test('what others changed is told, and cases change hands with a memo @both', async ({ others }) => {
  const giver = await others.fresh();
  const taker = await others.fresh();
  const memo = unique('来週から休みます');
  const filed = await giver.desk.file({ ...LEAST, 担当者: giver.name });
  await taker.desk.goto('/handover/changes');
  await expect(taker.desk.main.getByRole('link', { name: new RegExp(filed.number) }).first()).toBeVisible();
  await taker.desk.submit(taker.desk.main.getByRole('button', { name: WORDS.seenUntilHere, exact: true }));
  await expect(taker.desk.main.getByText(filed.number)).toBeHidden();

  await giver.desk.goto('/handover/reassign');
  await giver.desk.submit(giver.desk.main.getByRole('button', { name: WORDS.handOver, exact: true }));
  await giver.desk.expectFieldError(WORDS.newOwner);
  await giver.desk.main.getByRole('checkbox', { name: new RegExp(filed.number) }).check();
  await giver.desk.field(WORDS.newOwner).selectOption({ label: taker.name });
  await giver.desk.field(WORDS.memo).fill(memo);
  await giver.desk.submit(giver.desk.main.getByRole('button', { name: WORDS.handOver, exact: true }));
  await expect(giver.desk.main.getByText('担当者を変更しました。')).toBeVisible();
  await taker.desk.goto('/handover/reassign');
  await taker.desk.main.getByRole('link', { name: filed.number }).click();
  await expect(taker.desk.main.getByText(memo)).toBeVisible();
});
