import { pictureForReadme } from './readme-pictures';
import { inBrowser, passes } from './visit';

inBrowser('the pages of the portal', (visit) => {
  it('open for anybody', async () => {
    const page = await visit().page();
    await page.goto('/');
    expect(await page.textContent('h1')).toContain('参保缴费');
    await passes(page, 'home');
  });

  it('lead a payer, a teller and an operator in by one click', async () => {
    const page = await visit().page();
    for (const [link, where] of [
      [/示例甲/, '/pay/'],
      [/建设银行/, '/console/'],
      [/^操作员/, '/console/'],
    ] as const) {
      await page.goto('/');
      await page.getByRole('link', { name: link }).click();
      await page.waitForURL((url) => url.pathname.startsWith(where) && !url.search.includes('as='));
      await page
        .getByText(where === '/pay/' ? /自主申报/ : /冯春华|杨一/)
        .first()
        .waitFor();
    }
  });

  it('try a call out as an operator of the sandbox', async () => {
    const page = await visit().page();
    // The viewer draws only the calls in view: the address names one.
    await page.goto('/docs#/payment/cases');
    const call = page.locator('#operations-payment-cases');
    // On a busy machine it takes its time.
    await page.locator('#sign-in select').selectOption('operator', { timeout: 90_000 });
    await page.getByText('已登录').waitFor();
    const [answer] = await Promise.all([
      page.waitForResponse((response) => new URL(response.url()).pathname === '/v1/cases'),
      call.getByRole('button', { name: 'Execute' }).click(),
    ]);
    expect(answer.status()).toBe(200);
  });

  it('describe every event', async () => {
    const page = await visit().page();
    await page.goto('/docs/events');
    await page.getByText('A record on ledger.events').first().waitFor();
  });

  if (process.env['WRITE_PICTURES'] !== undefined)
    it('are pictured for the README', () => pictureForReadme(visit()));
});
