import { setClock } from '@canbao/test-journeys/stack';
import type { Page } from 'playwright-core';
import {
  beneficiary,
  declare,
  loaded,
  sees,
  signedIn,
  tap,
  toCashier,
  toCheck,
  visit as goTo,
} from './payer';
import { inBrowser, spill } from './visit';

/**
 * Every text that is shown or read out, by itself. What stays in Chinese in either language says so by `lang`:
 * titles of laws, names of people, the name of the language.
 */
const textsOf = (page: Page, isEnglish: boolean): Promise<string[]> =>
  page.evaluate(`(() => {
    const texts = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const within = walker.currentNode.parentElement;
      if (within.closest('script, style${isEnglish ? ', [lang^=zh]' : ''}') || !within.checkVisibility()) continue;
      texts.push(walker.currentNode.textContent.trim());
    }
    for (const element of document.querySelectorAll('[aria-label], [placeholder]'))
      if (element.checkVisibility()) texts.push(element.ariaLabel ?? element.placeholder);
    return [...new Set(texts)].filter((text) => text !== '');
  })()`);

/** A word of the programs: two in small letters joined by a hyphen, or a name in camel case. */
const code = /(?<![\w-])[a-z]+(-[a-z]+)+(?![\w-])|\b[a-z]+[A-Z]\w*/g;
/** English with a hyphen. */
const english = /self-\w+|large-sum|long-term|back-pa\w+|mini-program|pooled-only/gi;

const strange = {
  zh: (text: string): boolean =>
    (text.replace(english, '').match(code) ?? []).length > 0 || /\b(undefined|null|NaN)\b/.test(text),
  en: (text: string): boolean => strange.zh(text) || /\p{Script=Han}/u.test(text),
};

inBrowser("the payer's words", (visit) => {
  beforeAll(() => setClock('2022-05-18T10:00:00+08:00'));
  afterAll(() => setClock(null));

  it('are of the reader on every page, in either language, and fit in large type at any width', async () => {
    const person = await beneficiary();
    const page = await signedIn(visit());
    await declare(page, 'pension', person);
    await toCheck(page, '3746');
    await toCashier(page);
    await tap(page, '立即支付');
    await sees(page, '缴费成功');
    const order = new URL(page.url().replace('#', '')).searchParams.get('order') ?? '';
    await tap(page, '大字');
    const asked = `personId=${person.personId}&name=A`;
    const faults: object[] = [];
    for (const path of [
      'home/index',
      'people/index?insurance=medical',
      `declare/index?insurance=pension&${asked}`,
      `declare/index?insurance=medical&${asked}`,
      ...['why', 'records', 'history', 'cover', 'debit', 'standards', 'guide'].map((name) => `${name}/index`),
      `order/index?order=${order}`,
      `result/index?order=${order}`,
    ]) {
      await goTo(page, path);
      for (const [language, other] of [
        ['zh', 'English'],
        ['en', '中文'],
      ] as const) {
        await loaded(page);
        const texts = await textsOf(page, language === 'en');
        expect(texts.length).toBeGreaterThan(5);
        const bad = texts.filter(strange[language]);
        if (bad.length > 0) faults.push({ path, language, bad });
        for (const width of [360, 768, 1920]) {
          await page.setViewportSize({ width, height: 800 });
          const found = await spill(page);
          if (found.overflow > 0 || found.spilt.length > 0) faults.push({ path, language, width, ...found });
        }
        await tap(page, other);
      }
    }
    expect(faults).toEqual([]);
    await declare(page, 'pension', person);
    const font = await page.evaluate("getComputedStyle(document.querySelector('#base')).fontSize");
    expect(parseFloat(font as string)).toBeGreaterThan(20);
  });
});
