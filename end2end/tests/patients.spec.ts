/** 対象者: recording with all that is known, look-alikes, merging and taking it back, and the end of a matter. */
import { unique, uniqueKana } from '../support/people';
import { expect, test } from '../support/test';
import { WORDS } from '../support/words';

test('what was not asked, not known and not there stay three things @both', async ({ desk }) => {
  const name = unique('項目');
  await desk.goto('/patients/new');
  await desk.field('氏名').fill(name);
  await desk.field('ふりがな').fill(uniqueKana());
  await desk.field('現在の主治医').fill('不明');
  await desk.field('アレルギー').fill('なし');
  await desk.field('居所').selectOption({ label: '自宅' });
  await desk.field('認定有効期間の末日').fill('R元年以前');
  await desk.submit(desk.main.getByRole('button', { name: WORDS.register, exact: true }));
  await desk.expectFieldError('認定有効期間の末日');
  await expect(desk.field('現在の主治医')).toHaveValue('不明');
  await desk.field('認定有効期間の末日').fill('H30.3.31');
  await desk.tick(desk.main.getByRole('checkbox', { name: '在宅酸素', exact: true }));
  await desk.submit(desk.main.getByRole('button', { name: WORDS.register, exact: true }));
  await expect(desk.main.getByRole('heading', { level: 1, name: `対象者　${name}` })).toBeVisible();
  const fact = (label: string) => desk.main.locator('dl > div').filter({ has: desk.page.getByText(label, { exact: true }) });
  await expect(fact('現在の主治医')).toContainText('不明');
  await expect(fact('アレルギー')).toContainText('なし');
  await expect(fact('薬局')).toContainText(WORDS.missing);
  await expect(fact('医療処置')).toContainText('在宅酸素');
  await expect(desk.main.getByLabel('対象者', { exact: true })).toContainText('認定有効期間 終了');
  await expect(desk.main.getByLabel('対象者', { exact: true })).toContainText('本人同意 未入力');
  await desk.goto(`/patients?q=${encodeURIComponent(name)}&validity=ended`);
  await expect(desk.main.getByRole('link', { name, exact: true })).toBeVisible();
});

test('two records of one person become one and two again @both', async ({ desk }) => {
  const [name, kana] = [unique('統合'), uniqueKana()];
  const filed = await desk.file({ 対象者: { 氏名: name, ふりがな: kana, 生年月日: 'S15.3.2' } });
  await desk.goto('/patients/new');
  await desk.field('氏名').fill(`${name}の別表記`);
  await desk.field('ふりがな').fill(kana);
  await desk.field('生年月日').fill('1940-03-02');
  await desk.submit(desk.main.getByRole('button', { name: WORDS.register, exact: true }));
  await expect(desk.main.getByRole('heading', { name: WORDS.duplicates })).toBeVisible();
  await desk.tick(desk.main.getByRole('checkbox', { name: WORDS.someoneElse, exact: true }));
  await desk.submit(desk.main.getByRole('button', { name: WORDS.register, exact: true }));
  const other = new URL(desk.page.url()).pathname;
  await desk.goto('/patients/duplicates');
  const said = desk.main.locator('li').filter({ hasText: `${name}の別表記` });
  await desk.submit(said.getByRole('button', { name: '取り消す', exact: true }));
  const pair = desk.main.locator('li.panel').filter({ hasText: `${name}の別表記` });
  await expect(pair).toContainText('ふりがなが同じ');
  await expect(pair).toContainText('生年月日が同じ');
  await desk.goto(`${other}/merge${filed.patient?.replace('/patients', '')}`);
  await desk.tick(desk.main.getByRole('group', { name: '氏名', exact: true }).getByRole('radio', { name: 'まとめる記録' }));
  await desk.submit(desk.main.getByRole('button', { name: '統合する', exact: true }));
  await expect(desk.main.getByRole('heading', { level: 1, name: `対象者　${name}`, exact: true })).toBeVisible();
  await expect(desk.main).toContainText(`ケース ${filed.number}`);
  // Whoever comes too late is led to the record that is left.
  await desk.page.goto(`${filed.patient}/merge${other.replace('/patients', '')}`);
  await desk.main.getByRole('link', { name: '統合先の対象者を開く' }).click();
  await expect(desk.page).toHaveURL(new RegExp(other));
  await desk.goto(filed.patient ?? '');
  await expect(desk.page).toHaveURL(new RegExp(other));
  await desk.main.getByRole('link', { name: '統合を取り消す' }).click();
  await expect(desk.main).toContainText(`ケース ${filed.number}`);
  await desk.submit(desk.main.getByRole('button', { name: '統合を取り消す', exact: true }));
  await expect(desk.main.getByRole('heading', { level: 1, name: `対象者　${name}の別表記` })).toBeVisible();
  await expect(desk.main).not.toContainText(`ケース ${filed.number}`);
});

test('a death shows what is open and ends it with one confirmation @both', async ({ desk }) => {
  const name = unique('逝去');
  const filed = await desk.file({ 対象者: { 氏名: name, ふりがな: uniqueKana() } });
  await desk.goto(`${filed.patient}/end`);
  await expect(desk.under('終結になる対応中のケース')).toContainText(filed.number);
  await desk.field('死亡・転出').selectOption({ label: '死亡（自宅）' });
  await desk.field('死亡・転出の日').fill('不明');
  await desk.submit(desk.main.getByRole('button', { name: '記録して、対応中のケース1件を終結する' }));
  await expect(desk.main).toContainText('死亡（自宅）');
  await expect(desk.under('終結したケース')).toContainText(filed.number);
  await desk.submit(desk.main.getByRole('button', { name: '死亡・転出の記録を取り消す' }));
  await expect(desk.main).toContainText('必要なものを個別に再開してください');
  await expect(desk.under('終結したケース')).toContainText(filed.number);
});
