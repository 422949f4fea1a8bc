import { randomUUID } from 'node:crypto';
import { call, credentials, enrolledPerson, eventually } from '@canbao/test-journeys/stack';
import type { Page } from 'playwright-core';
import type { Size, Visits } from './visit';

/** Two operators of the sandbox: what one proposes, the other approves. */
export const [first, second] = ['操作员 杨一', '复核员 朱二'];
export const tokens = () => credentials().tokens;

/** Signs in at the sandbox's issuer by the one click on a name. */
export const signIn = async (page: Page, name: string): Promise<void> => {
  await page.goto('/console/');
  await page.getByRole('button', { name: '登录' }).click();
  await page.locator('li').filter({ hasText: name }).locator('a.enter').click();
  await page.locator('.bar-who').waitFor();
};

/** The platform's today, in Shanghai. */
export const today = async (): Promise<string> =>
  (await call(undefined, 'GET', '/v1/rules')).body.on as string;

export interface Paid {
  readonly personId: string;
  readonly idNumber: string;
  readonly quoteId: string;
  readonly orderId: string;
  readonly channelTransactionNo: string;
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
  return { personId, idNumber, quoteId, orderId: collected.body.orderId, channelTransactionNo, month };
};

/** Opens a page until it shows the text: what crosses services takes its time. */
export const openUntil = async (page: Page, path: string, text: string): Promise<void> => {
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

/** An operator's page. */
export const operator = async (visits: Visits, name = first, size: Size = 'desktop'): Promise<Page> => {
  const page = await visits.page(size);
  await signIn(page, name);
  return page;
};

/** Approves the proposal that says this, as another operator. */
export const approve = async (page: Page, said: string): Promise<void> => {
  await openUntil(page, 'approvals', said);
  const proposal = page.locator('li.row-card').filter({ hasText: said });
  await proposal.getByRole('button', { name: /通\s*过/ }).click();
  await page.getByText('已通过并执行').waitFor();
};
