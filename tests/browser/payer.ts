import type { Page } from 'playwright-core';
import { call, credentials, enrolledPerson, eventually } from '@canbao/test-journeys/stack';
import type { Size, Visits } from './visit';

/** A payer of the demonstration, by number. */
export const payerOf = (number: 0 | 1) => {
  const payer = credentials().tokens.payers[number];
  if (payer === undefined) throw new Error('no such payer');
  return payer;
};

/** A page of somebody who has signed in; the sign-in itself is a journey of its own. */
export const signedIn = async (visits: Visits, size: Size = 'phone', number: 0 | 1 = 0): Promise<Page> => {
  const page = await visits.page(size);
  // Who has no base yet is told so by a 404, which the console of a browser writes down.
  visits.mayHappen(/status of 404.*pension-base/);
  const { token, channel, name } = payerOf(number);
  // As Taro keeps what a page keeps.
  const session = JSON.stringify({ data: JSON.stringify({ token, channel, name }) });
  await page.context().addInitScript(
    `if (location.pathname === '/pay/' && localStorage.getItem('canbao.session') === null)
       localStorage.setItem('canbao.session', ${JSON.stringify(session)})`,
  );
  return page;
};

/** Somebody new, whom the payer may act for, and whose months can be quoted. */
export const beneficiary = async (
  options: Parameters<typeof enrolledPerson>[0] = {},
  number: 0 | 1 = 0,
): Promise<{ personId: string; name: string }> => {
  const { personId, idNumber, name } = await enrolledPerson(options);
  const { token } = payerOf(number);
  await call(token, 'POST', '/v1/payers/me/beneficiaries', { idNumber, name });
  for (const insurance of ['pension', 'medical'])
    await eventually(
      () => call(token, 'GET', `/v1/persons/${personId}/payables?insurance=${insurance}`),
      ({ body }) => (body.items ?? []).some(({ status }: { status: string }) => status === 'payable'),
    );
  return { personId, name };
};

/** Opens a page of the payer's by its address. */
export const visit = async (page: Page, path: string): Promise<void> => {
  await page.goto('about:blank');
  await page.goto(`/pay/#/pages/${path}`);
};

/** Nothing of the page in sight is on its way any more. */
export const loaded = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).filter({ visible: true }).waitFor();
  await page.locator('.waiting[role=status]:visible').first().waitFor({ state: 'detached' });
};

/** Opens the form for a person. */
export const declare = async (
  page: Page,
  insurance: 'pension' | 'medical',
  { personId, name }: { readonly personId: string; readonly name: string },
): Promise<void> => {
  const asked = new URLSearchParams({ insurance, personId, name });
  await visit(page, `declare/index?${asked}`);
  await page.getByRole('heading', { name: '费款所属期' }).waitFor();
};

/** Fills in a base, sends it after the warning, and waits for the page that checks it. */
export const toCheck = async (page: Page, base?: string): Promise<void> => {
  if (base !== undefined) await page.fill('#base', base);
  await tap(page, '缴费');
  if (base !== undefined) await tap(page, '确定，继续');
  await page.getByRole('button', { name: '确认缴费' }).waitFor();
};

/** Confirms and comes to the cashier. */
export const toCashier = async (page: Page): Promise<void> => {
  await tap(page, '确认缴费');
  await page.waitForURL(/\/sandbox\/cashier\//);
};

/** Taps the button that is in sight and has this name. */
export const tap = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

/** Waits for a text that is in sight. */
export const sees = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByText(text).filter({ visible: true }).first().waitFor();

/** The orders of a person, as the platform has them. */
export const ordersOf = async (personId: string, number: 0 | 1 = 0): Promise<{ status: string }[]> => {
  const { body } = await call(payerOf(number).token, 'GET', '/v1/orders');
  return body.items.filter((order: { personId: string }) => order.personId === personId);
};
