import type { Page } from 'playwright-core';

/** Signs in at the sandbox's issuer as the person of this name, and waits for the console. */
export const signInAs = async (page: Page, name: string, options: { readonly brief?: boolean } = {}) => {
  await page.goto('/console/');
  await page.getByRole('button', { name: '登录' }).click();
  await enter(page, name, options);
  await page.getByRole('button', { name: '退出' }).waitFor();
};

/** The one click at the issuer; `brief` signs in for a minute. */
export const enter = async (page: Page, name: string, { brief = false } = {}): Promise<void> => {
  const card = page.locator('li').filter({ hasText: name });
  await card.locator(brief ? 'a.brief' : 'a.enter').click();
};

/** Types a number and finds its person. */
export const find = async (page: Page, idNumber: string): Promise<void> => {
  await page.getByLabel('证件号码').fill(idNumber);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '可缴月份' }).waitFor();
};
