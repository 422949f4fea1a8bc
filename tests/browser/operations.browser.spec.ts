import { randomUUID } from 'node:crypto';
import { call, credentials, enrolledPerson, eventually } from '@canbao/test-journeys/stack';
import type { Page } from 'playwright-core';
import { inBrowser, passes, type Size } from './visit';

const [first, second] = ['操作员 杨一', '复核员 朱二'];
const tokens = () => credentials().tokens;

/** Signs in at the sandbox's issuer by the one click on a name. */
const signIn = async (page: Page, name: string): Promise<void> => {
  await page.goto('/console/');
  await page.getByRole('button', { name: '登录' }).click();
  await page.locator('li').filter({ hasText: name }).locator('a.enter').click();
  await page.locator('.bar-who').waitFor();
};

/** The platform's today, in Shanghai. */
const today = async (): Promise<string> => (await call(undefined, 'GET', '/v1/rules')).body.on as string;

interface Paid {
  readonly orderId: string;
  readonly channelTransactionNo: string;
  readonly month: string;
}

/** A pension month that a counter of 建设银行 has taken; another amount than was quoted stays in suspense. */
const paid = async (amount?: string): Promise<Paid> => {
  const { personId } = await enrolledPerson();
  const bank = tokens().banks['ccb'];
  const month = (await today()).slice(0, 7);
  const quote = await eventually(
    () =>
      call(bank, 'POST', '/v1/quotes', {
        personId,
        insurance: 'pension',
        months: [month],
        base: '5000.00',
      }),
    ({ status }) => status === 201,
    60_000,
  );
  const channelTransactionNo = `CCB-${randomUUID().slice(0, 13)}`;
  const collected = await call(bank, 'POST', '/v1/collections', {
    quoteToken: quote.body.token,
    channelTransactionNo,
    amount: amount ?? quote.body.total,
    paidAt: new Date(Date.now() + 8 * 3_600_000).toISOString().replace('Z', '+08:00'),
    method: 'cash',
  });
  expect(collected.status).toBe(201);
  return { orderId: collected.body.orderId, channelTransactionNo, month };
};

/** Opens a page until it shows the text: what crosses services takes its time. */
const openUntil = async (page: Page, path: string, text: string): Promise<void> => {
  await eventually(
    async () => {
      await page.goto(`/console/operations/${path}`);
      const shown = page.getByText(text).first();
      return shown.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      );
    },
    (isShown) => isShown,
    60_000,
  );
  expect(await page.getByText(text).count()).toBeGreaterThan(0);
};

inBrowser('operations', (visit) => {
  const operator = async (name = first, size: Size = 'desktop'): Promise<Page> => {
    // The page before the sign-in sets an empty style attribute, by this hash: refused, and without effect.
    visit().mayHappen(/sha256-47DEQpj8HBSa/);
    const page = await visit().page(size);
    await signIn(page, name);
    return page;
  };

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
    const page = await operator();
    await page.goto('/console/operations/find');
    await page.getByLabel('号码').fill(channelTransactionNo);
    await page.getByRole('button', { name: '查找' }).click();
    await page.getByRole('link', { name: '查看全程' }).click();
    const life = page.getByRole('list', { name: '订单全程' });
    for (const said of ['核定：算出应缴金额', '收款', '养老保险入账', '经办机构已记账'])
      await life.getByText(said, { exact: true }).first().waitFor();
    await passes(page, 'operations-life');
  });

  it.each(['desktop', 'phone'] as Size[])('tells the day from the books, on a %s', async (size) => {
    await paid();
    const day = await today();
    const asked = `/v1/statistics?from=${day}&until=${day}`;
    const { body: whole } = await eventually(
      () => call(tokens().operator, 'GET', '/v1/statistics?from=2026-01-01&until=2026-12-31'),
      ({ body }) => body.total?.receipts > 0,
      60_000,
    );
    const books = await call(tokens().operator, 'GET', `/v1/ledger/trial-balance?at=${whole.position}`);
    expect(whole.accounts).toEqual(books.body.accounts.map(({ balance: _, ...moved }: any) => moved));
    const page = await operator(first, size);
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
    const [one, two] = [await operator(), await operator(second)];
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
    await one.getByLabel('凭据号').fill(reference);
    await one.getByLabel('理由').fill('缴费人已到柜面说明');
    await one.getByRole('button', { name: '提请结案' }).click();
    await openUntil(two, 'approvals', reference);
    await passes(two, 'operations-approvals');
    const proposal = two.locator('li.row-card').filter({ hasText: reference });
    await proposal.getByRole('button', { name: /通\s*过/ }).click();
    await two.getByText('已通过并执行').waitFor();
    await openUntil(one, `cases/${found.caseId}`, '结案');
    await one.getByText('已结').first().waitFor();
    await passes(one, 'operations-case');
  });

  it('asks what another limit would change, and sets it with two operators', async () => {
    const [one, two] = [await operator(), await operator(second)];
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
    const page = await operator();
    await page.goto(`/console/operations/refunds/${applied.body.refundId}`);
    await page.getByRole('button', { name: '初审通过' }).click();
    await page.getByText('待复审').waitFor();
    const path = `/v1/refunds/${applied.body.refundId}/approval`;
    expect((await call(tokens().hrss, 'POST', path, {})).status).toBe(200);
    await openUntil(page, `refunds/${applied.body.refundId}`, '退费复审通过');
    await passes(page, 'operations-refund');
  });

  it.each([
    ['find', '查找'],
    ['day-end', '日终'],
    ['cases', '案件'],
    ['suspense', '待查款'],
    ['refunds', '退费'],
    ['parked', '搁置事件'],
    ['rules', '现行标准与出处'],
    ['true-ups', '多退少补'],
    ['ledger', '试算平衡表'],
    ['readings', '谁看过什么'],
  ])('can be used by everybody, on a phone and at a desk: %s', async (path, heading) => {
    for (const size of ['phone', 'desktop'] as Size[]) {
      const page = await operator(first, size);
      await page.goto(`/console/operations/${path}`);
      await page.getByRole('heading', { name: heading }).first().waitFor();
      await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
      await passes(page, `operations-${path}`);
    }
  });
});
