import { beneficiary, sees, tap } from './payer';
import { inBrowser, passes } from './visit';

inBrowser('a payer who signs in', (visit) => {
  it('goes to the issuer, says who, comes back to what was asked for, and signs out', async () => {
    const { name } = await beneficiary();
    const page = await visit().page('phone');
    visit().mayHappen(/status of 404.*pension-base/);
    await page.goto('/pay/');
    await page.getByRole('button', { name: /人社自主申报/ }).click();
    await page.waitForURL(/\/sandbox\/oidc\/authorize\?/);
    const asked = new URL(page.url()).searchParams;
    // Authorization code with PKCE (RFC 7636): no secret lies in a page.
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      client_id: 'payer',
      code_challenge_method: 'S256',
      scope: 'openid profile',
    });
    await passes(page, 'sign-in');
    await page.getByRole('link', { name: /示例甲/ }).click();
    await sees(page, '为谁缴费');
    await sees(page, new RegExp(`${name.slice(0, 1)}\\*`));
    // The code is good once, and stands in no address that is kept.
    expect(page.url()).not.toContain('code=');
    await page.reload();
    await sees(page, '为谁缴费');
    await page.goto('about:blank');
    await page.goto('/pay/');
    await sees(page, '示例甲');
    await tap(page, '退出');
    await page.getByText('示例甲').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /医保自主申报/ }).click();
    await page.waitForURL(/\/sandbox\/oidc\/authorize\?/);
  });

  it('turns back at the issuer, or comes with a code of somebody else, and is nobody', async () => {
    const page = await visit().page('phone');
    await page.goto('/pay/');
    await page.getByRole('button', { name: /人社自主申报/ }).click();
    await page.waitForURL(/\/sandbox\/oidc\/authorize\?/);
    await page.goBack();
    await sees(page, '人社自主申报');
    await page.goto('/pay/?code=of-somebody-else&state=not-ours');
    await sees(page, '人社自主申报');
    await page.waitForURL((url) => !url.search.includes('code='));
    expect(await page.getByRole('button', { name: '退出' }).count()).toBe(0);
  });

  it('is told when the sign-in of a minute is over, and signs in again to the same page', async () => {
    const page = await visit().page('phone');
    visit().mayHappen(/status of 401/);
    await page.goto('/pay/#/pages/records/index');
    await tap(page, '登录');
    await page.getByRole('link', { name: /示例甲/ }).click();
    await page.getByRole('heading', { name: '缴费记录' }).waitFor();
    // As the services answer once the token is too old.
    await page.route('**/v1/orders*', (route) =>
      route.fulfill({
        status: 401,
        contentType: 'application/problem+json',
        body: '{"code":"unauthenticated"}',
      }),
    );
    await page.reload();
    await page.getByRole('button', { name: '登录', exact: true }).waitFor();
    await page.unroute('**/v1/orders*');
    await tap(page, '登录');
    await page.getByRole('link', { name: /示例甲/ }).click();
    await page.getByRole('heading', { name: '缴费记录' }).waitFor();
    await sees(page, /还没有记录|¥/);
  });
});
