import { settled, signInAs } from './console';
import { codesOn } from './layout';
import { inBrowser, passes } from './visit';

inBrowser('every page of the console', (visit) => {
  it.each([
    ['操作员 杨一', 'operator', 12],
    ['审计员 秦岚', 'auditor', 12],
    ['柜员 冯春华', 'teller', 3],
    ['税务 沈明', 'tax-desk', 4],
    ['经办 尤静', 'hrss', 3],
    ['经办 许宁', 'medical-bureau', 3],
    ['经办 何平', 'agency', 1],
  ])('of %s is as agreed, for everybody, and in words', async (name, role, least) => {
    visit().mayHappen(/Failed to load resource/);
    const page = await visit().page('desktop');
    await signInAs(page, name);
    const entries = page.locator('nav[aria-label=主菜单] .ant-menu-item');
    await entries.first().waitFor();
    const faults: unknown[] = [];
    const all = await entries.all();
    for (const entry of all) {
      await entry.click();
      await entry.and(page.locator('.ant-menu-item-selected')).waitFor();
      await settled(page);
      const called = new URL(page.url()).pathname.split('/').slice(2).join('-');
      const codes = await codesOn(page);
      if (codes.length > 0) faults.push({ called, codes });
      await passes(page, `${role}-${called}`).catch((fault: Error) => faults.push(fault.message));
    }
    expect(all.length).toBeGreaterThanOrEqual(least);
    expect(faults).toEqual([]);
  });
});
