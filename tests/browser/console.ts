import type { Page } from 'playwright-core';

/** Sign-ins at the issuer's page, by name, as the console keeps them: one is enough for a spec. */
const sessions = new Map<string, string>();

/** Opens the console as the person of this name, who signs in at the sandbox's issuer the first time. */
export const signInAs = async (page: Page, name: string): Promise<void> => {
  const session = sessions.get(name);
  if (session !== undefined)
    await page.addInitScript(
      `if (location.pathname.startsWith('/console') && sessionStorage.getItem('canbao.session') === null)
         sessionStorage.setItem('canbao.session', ${JSON.stringify(session)})`,
    );
  await page.goto('/console/');
  if (session === undefined) {
    await page.getByRole('button', { name: '登录' }).click();
    await enter(page, name);
  }
  await page.getByRole('button', { name: '退出' }).waitFor();
  sessions.set(name, (await page.evaluate("sessionStorage.getItem('canbao.session')")) as string);
};

/** Nothing of a page is loading any more. */
export const settled = async (page: Page): Promise<void> => {
  await page.locator('main h1').first().waitFor();
  await page.locator('main :is(.ant-skeleton, .ant-spin)').first().waitFor({ state: 'detached' });
};

/** The one click at the issuer. */
export const enter = async (page: Page, name: string): Promise<void> => {
  await page.locator('li').filter({ hasText: name }).locator('a.enter').click();
};

/** Types a number and finds its person. */
export const find = async (page: Page, idNumber: string): Promise<void> => {
  await page.getByLabel('证件号码').fill(idNumber);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '可缴月份' }).waitFor();
};
