import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { enrolledPerson, setClock } from '@canbao/test-journeys/stack';
import { find, settled, signInAs } from './console';
import { paid } from './operations';
import { beneficiary, declare, sees, signedIn, tap, toCashier, toCheck } from './payer';
import type { Visits } from './visit';

const folder = join(__dirname, '../../docs/pictures');
const fileOf = (name: string): string => join(folder, `${name}.png`);
const options = (name: string) =>
  ({ path: fileOf(name), animations: 'disabled', caret: 'hide', scale: 'css' }) as const;

/** A month that a payer has paid on a phone. */
const paidMonth = async (visits: Visits): Promise<void> => {
  await setClock('2022-05-18T10:00:00+08:00');
  try {
    const person = await beneficiary();
    const page = await signedIn(visits);
    await declare(page, 'pension', person);
    await toCheck(page, '3746');
    await page.screenshot(options('pay-home-phone'));
    await toCashier(page);
    await tap(page, '立即支付');
    await sees(page, '缴费成功');
    await page.screenshot(options('paid-phone'));
  } finally {
    await setClock(null);
  }
};

/** A counter that has computed what a customer owes. */
const counter = async (visits: Visits): Promise<void> => {
  const { idNumber } = await enrolledPerson();
  visits.mayHappen(/Failed to load resource/);
  const page = await visits.page();
  await page.setViewportSize({ width: 1200, height: 900 });
  await signInAs(page, '柜员 冯春华');
  await find(page, idNumber);
  await page.getByLabel(/月缴费基数/).fill('5000');
  await page.keyboard.press('F8');
  await page.getByText('¥1000.00').waitFor();
  // No number of anybody is in a picture, made up or not.
  await page.getByLabel('证件号码').fill('');
  await page.evaluate('scrollTo(0, 0)');
  await page.screenshot(options('counter-desktop'));
};

/** Today's money, as an operator sees it. */
const today = async (visits: Visits): Promise<void> => {
  // A chart of one day tells nothing.
  for (const days of [24, 19, 15, 11, 8, 4, 2]) {
    const then = new Date(Date.now() - days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 19);
    await setClock(`${then}+08:00`);
    await paid(undefined, `${then}.000+08:00`).finally(() => setClock(null));
  }
  const page = await visits.page();
  await page.setViewportSize({ width: 1400, height: 900 });
  await signInAs(page, '操作员 杨一');
  await page.goto('/console/operations/glance');
  await page.getByRole('heading', { name: '近 30 天收款' }).waitFor();
  await settled(page);
  await page.screenshot(options('today-desktop'));
};

const docs = async (visits: Visits): Promise<void> => {
  const page = await visits.page();
  await page.setViewportSize({ width: 1200, height: 900 });
  await page.goto('/docs');
  await page.locator('.opblock').first().waitFor({ timeout: 90_000 });
  await page.screenshot(options('docs-desktop'));
};

/** The three front ends side by side: what the first screen of the README shows. */
const three = async (visits: Visits): Promise<void> => {
  const page = await visits.page();
  await page.setViewportSize({ width: 1680, height: 560 });
  const images = ['paid-phone', 'counter-desktop', 'today-desktop'].map((name) => {
    const data = readFileSync(fileOf(name)).toString('base64');
    return `<img src="data:image/png;base64,${data}">`;
  });
  await page.setContent(`<style>
    body { margin: 0; height: 560px; display: flex; gap: 28px; align-items: center; justify-content: center;
      background: linear-gradient(120deg, #0b4f6c, #0b6387); }
    img { height: 476px; border-radius: 14px; box-shadow: 0 10px 30px rgb(0 0 0 / 35%); }
  </style>${images.join('')}`);
  await page.screenshot(options('three'));
};

/** Makes the pictures of the README anew, from the stack as it runs. */
export const pictureForReadme = async (visits: Visits): Promise<void> => {
  await paidMonth(visits);
  await counter(visits);
  await today(visits);
  await docs(visits);
  await three(visits);
};
