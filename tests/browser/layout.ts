import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { waitFor } from '@canbao/runtime';

const agreed = join(__dirname, 'layouts');

/** Runs in the page: a line for each part that stands on every day, with its place and its look. */
const read = `(() => {
  const ofTheDay = ['tbody', '.rows', '.life', '.bars', '.columns', '.tiles p', '.tile-more', '.ops-facts',
    '.ant-select', '.ant-alert', '.listing', 'nav[aria-label="翻页"]', 'pre', '.soft', 'ul.months',
    '.of-the-day'].join();
  const parts = ['h1', 'h2', 'h3', 'label', 'button', 'a', 'summary', 'dt', 'input', 'select', 'textarea',
    '[role=tab]', '.ant-segmented-item', '.ant-menu-item'].join();
  const width = document.documentElement.clientWidth;
  // Until a sheet is answered, what lies behind it is no part of the page.
  const top = document.querySelector('dialog:modal') ?? document;
  const isOfTheDay = (part) => {
    const row = part.closest(ofTheDay);
    return row !== null && top.contains(row);
  };
  const lines = [...top.querySelectorAll(parts)]
    .filter((part) => part.checkVisibility() && (!isOfTheDay(part) || part.matches('.tile h2')))
    .map((part) => {
      const { left, right } = part.getBoundingClientRect();
      const { color, backgroundColor, fontSize, fontWeight } = getComputedStyle(part);
      const own = part.localName === 'select' ? part.id : part.textContent;
      const words = part.getAttribute('aria-label') ?? own;
      const said = (words ?? '').replaceAll(/\\b[0-9a-f]{8}[0-9a-f-]*/g, '#')
        .replaceAll(/[\\d,.:-]+/g, '#').replaceAll(/\\s+/g, ' ').trim();
      // Twelfths of the page: the same whatever font the machine has.
      const place = Math.round((12 * left) / width) + (right - left > width / 2 ? ' wide' : '');
      const look = [fontSize, fontWeight, color, 'on ' + backgroundColor];
      return [part.localName, said, 'at ' + place, ...look].join(' | ');
    });
  return [...new Set(lines)];
})()`;

/**
 * What of a page stands there on any day, as a text: its headings, fields and buttons, with place, size and
 * colour. Numbers, dates and rows are of a moment and left out.
 */
export const layoutOf = async (page: Page): Promise<string[]> => (await page.evaluate(read)) as string[];

/** What is gone of a layout, and what is new. */
export const differences = (before: readonly string[], now: readonly string[]): string[] => [
  ...before.filter((line) => !now.includes(line)).map((line) => `gone: ${line}`),
  ...now.filter((line) => !before.includes(line)).map((line) => `new: ${line}`),
];

/** Runs in the page: headings and buttons whose words do not fit, and those that leave what they stand in. */
const readSpilt = `(() => {
  const within = (part) => {
    for (let box = part.parentElement; box !== null && box !== document.body; box = box.parentElement) {
      const { position, overflowX, display } = getComputedStyle(box);
      if (overflowX !== 'visible' || ['absolute', 'fixed'].includes(position)) return true;
      if (['inline', 'contents'].includes(display)) continue;
      const [inner, outer] = [part.getBoundingClientRect(), box.getBoundingClientRect()];
      if (inner.right > outer.right + 1 || inner.left < outer.left - 1) return false;
    }
    return true;
  };
  const fits = (part) =>
    getComputedStyle(part).display === 'inline' || part.scrollWidth <= part.clientWidth + 1;
  const parts = ['h1', 'h2', 'h3', 'label', 'button', 'a']
    .map((part) => ':is(main, [role=main], [role=contentinfo]) ' + part);
  return [...document.querySelectorAll(parts.join())]
    .filter((part) => part.checkVisibility() && part.clientWidth !== 1)
    .filter((part) => !['absolute', 'fixed'].includes(getComputedStyle(part).position))
    .filter((part) => !fits(part) || !within(part))
    .map((part) => part.localName + ' ' + (part.getAttribute('aria-label') ?? part.textContent).trim());
})()`;

/** The headings, labels and buttons that are too wide for where they stand. */
export const spiltOn = async (page: Page): Promise<string[]> => (await page.evaluate(readSpilt)) as string[];

/** The page has been drawn as it is now. */
export const drawn = (page: Page): Promise<unknown> =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');

/** Configuration: what moves after a window has changed its size may take so long. */
const moveMs = 3000;

/**
 * The lines by which a page differs from the agreed one of this name; with `ACCEPT_PAGES`, it becomes the
 * agreed one. Its picture is in `test-results/pictures`.
 */
export const changesOf = async (page: Page, name: string): Promise<string[]> => {
  const file = join(agreed, `${name}.txt`);
  await drawn(page);
  if (process.env['ACCEPT_PAGES'] !== undefined) {
    mkdirSync(agreed, { recursive: true });
    writeFileSync(file, `${(await settledLayout(page)).join('\n')}\n`);
  }
  if (!existsSync(file)) return [`${name} was never agreed on: npm run journeys -- --browser --accept`];
  const before = readFileSync(file, 'utf8').trimEnd().split('\n');
  let changes: string[] = [];
  const same = async (): Promise<true | undefined> => {
    changes = differences(before, await layoutOf(page));
    return changes.length === 0 ? true : undefined;
  };
  await waitFor(same, { timeoutMs: moveMs, everyMs: 100 });
  return changes;
};

/** The layout once it stands still. */
const settledLayout = async (page: Page): Promise<string[]> => {
  let last = await layoutOf(page);
  let stillFor = 0;
  const isStill = async (): Promise<true | undefined> => {
    const before = last.join();
    last = await layoutOf(page);
    stillFor = before === last.join() ? stillFor + 1 : 0;
    return stillFor === 3 ? true : undefined;
  };
  await waitFor(isStill, { timeoutMs: moveMs, everyMs: 200 });
  return last;
};

/** Codes of ours that a page shows where words belong; what is marked as a code may be one. */
export const codesOn = async (page: Page): Promise<string[]> => {
  const text = (await page.evaluate(`(() => {
    const main = document.querySelector('main').cloneNode(true);
    for (const quoted of main.querySelectorAll('.code, pre, script, style')) quoted.remove();
    return main.textContent;
  })()`)) as string;
  const words = text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, ' ');
  const codes = /(?<![\w-])[a-z]{2,}(?:-[a-z]+)+(?![\w-])|\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b/g;
  return [...new Set(words.match(codes))];
};
