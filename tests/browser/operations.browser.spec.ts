import { randomUUID } from 'node:crypto';
import { toFen } from '@canbao/money';
import { call, eventually } from '@canbao/test-journeys/stack';
import { approve, openUntil, operator, paid, second, today, tokens } from './operations';
import { inBrowser, passes } from './visit';

/** Other specs turn the sandbox's clock back as far as the year of the guide. */
const yearsUntil = (day: string): number[] =>
  Array.from({ length: Number(day.slice(0, 4)) - 2021 }, (_, index) => 2022 + index);
const ofYear = async (year: number): Promise<any> =>
  (await call(tokens().operator, 'GET', `/v1/statistics?from=${year}-01-01&until=${year}-12-31`)).body;

/** By account, fen on either side in all of the years. */
const movedIn = (years: readonly any[]): (readonly [code: string, debit: bigint, credit: bigint])[] => {
  const moved = Object.entries(
    Object.groupBy(
      years.flatMap(({ accounts }) => accounts),
      ({ code }) => code,
    ),
  );
  const sumOf = (rows: readonly any[] = [], side: 'debit' | 'credit'): bigint =>
    rows.reduce((sum, row) => sum + toFen(row[side]), 0n);
  return moved.map(([code, rows]) => [code, sumOf(rows, 'debit'), sumOf(rows, 'credit')] as const);
};

inBrowser('operations', (visit) => {
  it('finds an order by a channel number, and shows its life in two clicks', async () => {
    const { orderId, channelTransactionNo } = await paid();
    const operatorToken = tokens().operator;
    await eventually(
      async () =>
        (
          await call(operatorToken, 'POST', '/v1/searches', {
            number: channelTransactionNo,
          })
        ).body.items,
      (items) => items?.length === 1,
      60_000,
    );
    await eventually(
      async () => (await call(operatorToken, 'GET', `/v1/orders/${orderId}/life`)).body.items,
      (items) => items?.some(({ type }: { type: string }) => type === 'PostingAccepted'),
      60_000,
    );
    const page = await operator(visit());
    await page.goto('/console/operations/find');
    await page.getByLabel('号码').fill(channelTransactionNo);
    await page.getByRole('button', { name: '查找' }).click();
    await page.getByRole('link', { name: '查看全程' }).click();
    const life = page.getByRole('list', { name: '订单全程' });
    for (const said of ['核定：算出应缴金额', '收款', '养老保险入账', '经办机构已记账'])
      await life.getByText(said, { exact: true }).first().waitFor();
    await passes(page, 'operations-life');
  });

  it('tells the day from the books', async () => {
    await paid();
    const day = await today();
    const asked = `/v1/statistics?from=${day}&until=${day}`;
    const years = await eventually(
      () => Promise.all(yearsUntil(day).map(ofYear)),
      (all) =>
        all.at(-1).total.receipts > 0 && all.every(({ position }: any) => position === all[0].position),
      60_000,
    );
    const books = await call(tokens().operator, 'GET', `/v1/ledger/trial-balance?at=${years[0].position}`);
    const inBooks = books.body.accounts.map(({ code, debit, credit }: any) => [
      code,
      toFen(debit),
      toFen(credit),
    ]);
    expect(movedIn(years).sort()).toEqual(inBooks.sort());
    const page = await operator(visit());
    await page.goto('/console/operations/glance');
    await page.getByRole('heading', { name: '今日收款' }).waitFor();
    const tile = page.locator('section').filter({ hasText: '今日收款' }).locator('.tile-figure').first();
    const { body } = await call(tokens().operator, 'GET', asked);
    expect((await tile.textContent())?.replaceAll(/[, 元]/g, '')).toBe(body.total.moneyIn);
    await page.getByRole('heading', { name: '近 30 天收款' }).waitFor();
    await passes(page, 'operations-glance');
  });

  it('closes the case of money in suspense, with two operators', async () => {
    const { orderId } = await paid('999.00');
    const reference = `调账-${randomUUID().slice(0, 8)}`;
    const [one, two] = [await operator(visit()), await operator(visit(), second)];
    visit().mayHappen(/Failed to load resource/);
    const found = await eventually(
      async () =>
        (await call(tokens().operator, 'GET', '/v1/cases?status=open')).body.items.find(
          (each: any) => each.orderId === orderId,
        ),
      (each) => each !== undefined,
      60_000,
    );
    await one.goto(`/console/operations/cases/${found.caseId}`);
    await one.getByLabel('凭据种类').click();
    await one.getByTitle('调账单').click();
    await one.getByLabel('凭据号').fill(reference);
    await one.getByLabel('理由').fill('缴费人已到柜面说明');
    await one.getByRole('button', { name: '提请结案' }).click();
    await openUntil(two, 'approvals', reference);
    await passes(two, 'operations-approvals');
    await approve(two, reference);
    await openUntil(one, `cases/${found.caseId}`, '结案');
    await one.getByText('已结').first().waitFor();
    await passes(one, 'operations-case');
  });

  it('asks what another limit would change, and sets it with two operators', async () => {
    const [one, two] = [await operator(visit()), await operator(visit(), second)];
    await one.goto('/console/operations/rules');
    await one.getByLabel('调整哪一项').click();
    await one.keyboard.type('2024-08-01');
    await one.keyboard.press('Enter');
    await one.getByLabel('新的值').fill('4500.00–22078.00');
    await one.getByRole('button', { name: '试算（不保存）' }).click();
    await one.getByText('+16.80').waitFor();
    await passes(one, 'operations-what-if');
    const source = `试验〔${randomUUID().slice(0, 8)}〕`;
    await one.getByLabel('依据文件').fill(source);
    await one.getByRole('button', { name: '提请调整' }).click();
    await one.getByText('已提请').waitFor();
    await openUntil(two, 'rules', source);
    const proposal = two.locator('li.row-card').filter({ hasText: source });
    await proposal.getByRole('button', { name: /通\s*过/ }).click();
    await proposal.getByText('已通过').waitFor();
  });

  it('reviews a refund, which the bureau reviews after it', async () => {
    const { orderId, month } = await paid();
    const applied = await eventually(
      () => call(tokens().banks['ccb'], 'POST', '/v1/refunds', { orderId, months: [month], reason: 'error' }),
      ({ status }) => status === 201,
      60_000,
    );
    const page = await operator(visit());
    await page.goto(`/console/operations/refunds/${applied.body.refundId}`);
    await page.getByRole('button', { name: '初审通过' }).click();
    await page.getByText('待复审').waitFor();
    const path = `/v1/refunds/${applied.body.refundId}/approval`;
    expect((await call(tokens().hrss, 'POST', path, {})).status).toBe(200);
    await openUntil(page, `refunds/${applied.body.refundId}`, '退费复审通过');
    await passes(page, 'operations-refund');
  });
});
