import { differences, layoutOf, spiltOn } from './layout';
import { sees } from './payer';
import { inBrowser } from './visit';

inBrowser('a page that is not as agreed', (visit) => {
  it('is told by what changed: a colour, a lost button, words that do not fit', async () => {
    const page = await visit().page('narrow');
    await page.goto('/pay/');
    await sees(page, '人社自主申报');
    const agreed = await layoutOf(page);
    expect(await spiltOn(page)).toEqual([]);
    await page.evaluate(`(() => {
      const [pension, medical] = document.querySelectorAll('.door');
      medical.remove();
      document.querySelector('h2').style.color = 'red';
      pension.style.width = '400px';
    })()`);
    expect(differences(agreed, await layoutOf(page))).toEqual([
      expect.stringMatching(/^gone: h2 . 灵活就业/),
      expect.stringMatching(/^gone: button . .*医保自主申报/),
      expect.stringMatching(/^new: h2 . 灵活就业 .*rgb.255, 0, 0/),
    ]);
    expect(await spiltOn(page)).toEqual([expect.stringContaining('人社自主申报')]);
  });
});
