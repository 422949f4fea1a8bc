import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const agreed = join(__dirname, 'layouts');

/** Runs in the page: a line for each part that stands on every day, with its place and its look. */
const read = `(() => {
  const ofTheDay = ['tbody', '.rows', '.life', '.bars', '.columns', '.tiles p', '.tile-more', '.ops-facts',
    '.ant-select', '.ant-alert', '.listing', 'nav[aria-label="翻页"]', 'pre', '.soft'].join();
  const parts = ['h1', 'h2', 'label', 'button', 'a', 'summary', 'dt', 'input', 'textarea', '[role=tab]',
    '.ant-segmented-item', '.ant-menu-item'].join();
  const width = document.documentElement.clientWidth;
  const lines = [...document.querySelectorAll(parts)]
    .filter((part) => part.checkVisibility() && (part.closest(ofTheDay) === null || part.matches('.tile h2')))
    .map((part) => {
      const { left, right } = part.getBoundingClientRect();
      const { color, backgroundColor, fontSize, fontWeight } = getComputedStyle(part);
      const words = part.getAttribute('aria-label') ?? part.textContent ?? '';
      const said = words.replaceAll(/[\\d,.:-]+/g, '#').trim();
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
const layoutOf = async (page: Page): Promise<string[]> => (await page.evaluate(read)) as string[];

/**
 * The lines by which a page differs from the agreed one of this name; with `ACCEPT_PAGES`, it becomes the
 * agreed one. Its picture is in `test-results/pictures`.
 */
export const changesOf = async (page: Page, name: string): Promise<string[]> => {
  const file = join(agreed, `${name}.txt`);
  const now = await layoutOf(page);
  if (process.env['ACCEPT_PAGES'] !== undefined) {
    mkdirSync(agreed, { recursive: true });
    writeFileSync(file, `${now.join('\n')}\n`);
    return [];
  }
  if (!existsSync(file)) return [`${name} was never agreed on: npm run journeys -- --browser --accept`];
  const before = readFileSync(file, 'utf8').trimEnd().split('\n');
  return [
    ...before.filter((line) => !now.includes(line)).map((line) => `gone: ${line}`),
    ...now.filter((line) => !before.includes(line)).map((line) => `new: ${line}`),
  ];
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
