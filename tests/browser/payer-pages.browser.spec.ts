import { setClock } from '@canbao/test-journeys/stack';
import type { Page } from 'playwright-core';
import { beneficiary, declare, sees, signedIn, visit as goTo } from './payer';
import { inBrowser, overflowOf, passes, sizes, type Size } from './visit';

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

  it.each(Object.keys(sizes) as Size[])('pass on a %s, beside the payment too', async (size) => {
    await beneficiary();
    const page = await signedIn(visit(), size);
    await page.goto('/pay/');
    await sees(page, '人社自主申报');
    await passes(page, 'payer-home');
    for (const [name, title] of pages) {
      await goTo(page, `${name}/index`);
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await page.waitForLoadState('networkidle');
      await passes(page, `payer-${name}`);
    }
  });

  it.each([360, 768, 1920])('hold at %d px, in large type and in English', async (width) => {
    const person = await beneficiary();
    const page = await signedIn(visit());
    await page.setViewportSize({ width, height: 800 });
    await page.goto('/pay/');
    await page.getByRole('button', { name: '大字' }).click();
    await page.getByRole('button', { name: 'English' }).click();
    await sees(page, 'Flexible employment');
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    for (const [name] of pages) {
      await goTo(page, `${name}/index`);
      await page.waitForLoadState('networkidle');
      expect([name, await overflowOf(page)]).toEqual([name, 0]);
    }
    await goTo(page, `declare/index?insurance=pension&personId=${person.personId}&name=A`);
    await sees(page, 'Contribution period');
    expect(await overflowOf(page)).toBe(0);
    const font = await page.evaluate("getComputedStyle(document.querySelector('#base')).fontSize");
    expect(parseFloat(font as string)).toBeGreaterThan(20);
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
