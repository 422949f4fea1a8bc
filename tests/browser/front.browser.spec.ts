import { inBrowser, passes, sizes, type Size } from './visit';

inBrowser('the pages of the portal', (visit) => {
  it.each(Object.keys(sizes) as Size[])('open for anybody, on a %s', async (size) => {
    const page = await visit().page(size);
    await page.goto('/');
    expect(await page.textContent('h1')).toContain('参保缴费');
    await passes(page, 'home');
    await page.goto('/docs');
    await passes(page, 'docs');
  });
});
