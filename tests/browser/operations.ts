import { randomUUID } from 'node:crypto';
import { call, credentials, enrolledPerson, eventually } from '@canbao/test-journeys/stack';
import type { Page } from 'playwright-core';
import { settled, signInAs } from './console';
import type { Visits } from './visit';

/** Two operators of the sandbox: what one proposes, the other approves. */
export const [first, second] = ['操作员 杨一', '复核员 朱二'];
export const tokens = () => credentials().tokens;

/** The platform's today, in Shanghai. */
export const today = async (): Promise<string> =>
  (await call(undefined, 'GET', '/v1/rules')).body.on as string;

export interface Paid {
  readonly personId: string;
  readonly idNumber: string;
  readonly quoteId: string;
  readonly orderId: string;
  readonly channelTransactionNo: string;
  readonly receiptNo: string;
  readonly month: string;
}

/** A pension month that a counter of 建设银行 has taken; another amount than was quoted stays in suspense. */
export const paid = async (amount?: string, paidAt?: string): Promise<Paid> => {
  const { personId, idNumber } = await enrolledPerson();
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
    paidAt: paidAt ?? new Date(Date.now() + 8 * 3_600_000).toISOString().replace('Z', '+08:00'),
    method: 'cash',
  });
  expect(collected.status).toBe(201);
  const { quoteId } = quote.body;
  const { orderId, receiptNo } = collected.body;
  return { personId, idNumber, quoteId, orderId, receiptNo, channelTransactionNo, month };
};

/** Opens a page until it shows the text: what crosses services takes its time. */
export const openUntil = async (page: Page, path: string, text: string): Promise<void> => {
  await eventually(
    async () => {
      await page.goto(`/console/operations/${path}`);
      await settled(page);
      const shown = page.getByText(text).first();
      return shown.waitFor({ timeout: 500 }).then(
        () => true,
        () => false,
      );
    },
    (isShown) => isShown,
    60_000,
  );
  expect(await page.getByText(text).count()).toBeGreaterThan(0);
};

/** The day before, in Shanghai. */
export const yesterday = async (): Promise<string> =>
  new Date(Date.parse(`${await today()}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** An operator's page. */
export const operator = async (visits: Visits, name = first): Promise<Page> => {
  const page = await visits.page();
  await signInAs(page, name);
  return page;
};

/** Approves the proposal that says this, as another operator. */
export const approve = async (page: Page, said: string): Promise<void> => {
  await openUntil(page, 'approvals', said);
  const proposal = page.locator('li.row-card').filter({ hasText: said });
  await proposal.getByRole('button', { name: /通\s*过/ }).click();
  await page.getByText('已通过并执行').waitFor();
};
