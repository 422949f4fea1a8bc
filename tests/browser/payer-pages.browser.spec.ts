import { setClock } from '@canbao/test-journeys/stack';
import type { Page } from 'playwright-core';
import { beneficiary, declare, loaded, sees, signedIn, visit as goTo } from './payer';
import { inBrowser, passes } from './visit';

const pages = [
  ['why', '应缴与原因'],
  ['records', '缴费记录'],
  ['history', '缴费年限与明细'],
  ['cover', '医保待遇'],
  ['debit', '按月批扣'],
  ['standards', '缴费标准'],
  ['guide', '社保缴费指引'],
] as const;

/** Bytes as they came over the wire, and ms until something was seen. */
const costOf = (page: Page): Promise<{ readonly bytes: number; readonly paintMs: number }> =>
  page.evaluate(`(() => {
    const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    return { bytes: entries.reduce((sum, one) => sum + one.transferSize, 0), paintMs: paint.startTime };
  })()`);

inBrowser("the payer's pages", (visit) => {
  beforeAll(() => setClock('2022-05-18T10:00:00+08:00'));
  afterAll(() => setClock(null));

  it('open in less than 2 s with less than 250 kB', async () => {
    const page = await visit().page('phone');
    await page.goto('/pay/');
    await sees(page, '人社自主申报');
    const { bytes, paintMs } = await costOf(page);
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThan(250_000);
    expect(paintMs).toBeLessThan(2000);
  });

  it('pass beside the payment, too', async () => {
    const { personId } = await beneficiary();
    const page = await signedIn(visit());
    await page.goto('/pay/');
    await sees(page, '人社自主申报');
    await passes(page, 'payer-home');
    for (const [name, title] of pages) {
      await goTo(page, `${name}/index`);
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await loaded(page);
      // Who stands there first depends on what other specs have done.
      const person = page.getByLabel('参保人').filter({ visible: true });
      if ((await person.count()) > 0) await person.selectOption(personId);
      await loaded(page);
      await passes(page, `payer-${name}`);
    }
  });

  it('can be filled in by the keyboard alone', async () => {
    const person = await beneficiary();
    const page = await signedIn(visit(), 'desktop');
    await declare(page, 'pension', person);
    await page.focus('#base');
    await page.keyboard.type('4000');
    for (let presses = 0; presses < 12; presses += 1) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate('document.activeElement.textContent')) === '缴费') break;
    }
    await page.keyboard.press('Enter');
    await sees(page, '将变更登记的缴费基数');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.inputValue('#base')).toBe('4000');
  });
});
