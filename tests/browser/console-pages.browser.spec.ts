import type { Page } from 'playwright-core';
import { signInAs } from './console';
import { changesOf, codesOn } from './layout';
import { inBrowser, overflowOf, picture, seriousFindings, type Edge } from './visit';

/** Nothing is loading any more. */
const settled = async (page: Page): Promise<void> => {
  await page.locator('main h1').first().waitFor();
  await page.locator('main .ant-skeleton, main .ant-spin').first().waitFor({ state: 'detached' });
};

/** The addresses in the menu, as whoever is signed in has it. */
const menuOf = async (page: Page): Promise<string[]> => {
  const entries = page.locator('nav[aria-label=主菜单] .ant-menu-item');
  await entries.first().waitFor();
  const paths: string[] = [];
  for (const entry of await entries.all()) {
    await entry.click();
    await entry.and(page.locator('.ant-menu-item-selected')).waitFor();
    paths.push(new URL(page.url()).pathname);
  }
  return paths;
};

inBrowser('every page of the console', (visit) => {
  it.each([
    ['操作员 杨一', 'operator', 12],
    ['柜员 冯春华', 'teller', 3],
    ['税务 沈明', 'tax-desk', 4],
    ['经办 尤静', 'hrss', 2],
    ['经办 何平', 'agency', 1],
  ])('of %s holds from 360 to 1,920 px, for everybody, in words, as agreed', async (name, role, least) => {
    visit().mayHappen(/Failed to load resource/);
    const faults: object[] = [];
    let paths: readonly string[] = [];
    for (const edge of ['wide', 'narrow'] as Edge[]) {
      const page = await visit().page(edge);
      await signInAs(page, name);
      if (edge === 'wide') paths = await menuOf(page);
      for (const path of paths) {
        await page.goto(path);
        await settled(page);
        const called = `${role}-${path.split('/').slice(2).join('-')}`;
        await picture(page, called);
        const found = {
          overflow: await overflowOf(page),
          codes: await codesOn(page),
          // Pages of counters and desks begin with what waits there: of a moment.
          changes: role === 'operator' ? await changesOf(page, `${called}-${edge}`) : [],
          findings: edge === 'narrow' ? await seriousFindings(page) : [],
        };
        if (Object.values(found).some((each) => each !== 0 && (each as unknown[]).length !== 0))
          faults.push({ path, edge, ...found });
      }
    }
    expect(paths.length).toBeGreaterThanOrEqual(least);
    expect(faults).toEqual([]);
  });
});
