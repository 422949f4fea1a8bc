import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { credentials } from '@canbao/test-journeys/stack';
import { changesOf, drawn, spiltOn } from './layout';

/** Widths that every main page is looked at in, in CSS pixels. */
export const sizes = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1440, height: 900 },
} as const;
/** A size that pages are looked at in. */
export type Size = keyof typeof sizes;
/** The narrowest and the widest window that pages have to hold in. */
export const edges = {
  narrow: { width: 360, height: 780 },
  wide: { width: 1920, height: 1080 },
} as const;
/** One of the two. */
export type Edge = keyof typeof edges;

const root = join(__dirname, '../..');
/** Pictures are kept by every run. */
const pictures = join(root, 'test-results/pictures');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Specs in a real browser. Without a Chromium they are skipped, by a name that says so. After each of them, a
 * console error, a request to elsewhere or an uncaught error fails it.
 */
export const inBrowser = (name: string, body: (visit: () => Visits) => void): void => {
  const path = process.env['CHROMIUM'] ?? '';
  if (path === '') {
    describe.skip(`${name} (no Chromium here: apt-get install chromium, or set CHROMIUM)`, () => body(never));
    return;
  }
  describe(name, () => {
    let browser: Browser;
    let visits: Visits;
    beforeAll(async () => {
      const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'];
      browser = await chromium.launch({ executablePath: path, args });
    });
    afterAll(() => browser.close());
    beforeEach(() => (visits = new Visits(browser)));
    afterEach(() => visits.end());
    body(() => visits);
  });
};
const never = (): never => {
  throw new Error('skipped');
};

/** What a page did that no page of ours may do. */
type Offence = string;

/** The visitors of one spec, each with a browser context of their own. */
export class Visits {
  private readonly contexts: BrowserContext[] = [];
  private readonly offences: Offence[] = [];
  private readonly expected: RegExp[] = [];

  constructor(private readonly browser: Browser) {}

  /** A new visitor's page, not signed in. */
  async page(size: Size | Edge = 'desktop', language = 'zh-CN'): Promise<Page> {
    const viewport = { ...sizes, ...edges }[size];
    const context = await this.browser.newContext({
      viewport,
      locale: language,
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
      baseURL: credentials().baseUrl,
      ...(viewport.width < 800 ? { isMobile: true, hasTouch: true, deviceScaleFactor: 2 } : {}),
    });
    context.setDefaultTimeout(30_000);
    this.contexts.push(context);
    context.on('page', (page) => this.watch(page));
    return await context.newPage();
  }

  /** An offence that the spec brings about, such as the console's line on a refused call. */
  mayHappen(offence: RegExp): void {
    this.expected.push(offence);
  }

  private watch(page: Page): void {
    const { host } = new URL(credentials().baseUrl);
    page.on('console', (message) => {
      if (message.type() === 'error')
        this.offences.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.offences.push(`uncaught: ${error.stack ?? error.message}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (/^https?:$/.test(url.protocol) && url.host !== host)
        this.offences.push(`request to elsewhere: ${request.url()}`);
    });
  }

  /** Closes all. @throws when a page did what it may not. */
  async end(): Promise<void> {
    await Promise.all(this.contexts.map((context) => context.close()));
    const unexpected = this.offences.filter((found) => !this.expected.some((known) => known.test(found)));
    expect(unexpected).toEqual([]);
  }
}

/** Keeps a picture of a page as it is now: `<name>-<phone or desktop>.png`. */
export const picture = async (page: Page, name: string, whole = false): Promise<void> => {
  const size = (page.viewportSize()?.width ?? 0) < 800 ? 'phone' : 'desktop';
  mkdirSync(pictures, { recursive: true });
  await page.evaluate('document.fonts.ready');
  await page.screenshot({
    path: join(pictures, `${name}-${size}.png`),
    fullPage: whole,
    animations: 'disabled',
    caret: 'hide',
    scale: 'css',
  });
};

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe finds serious or critical on a page; empty when everybody can use it. */
export const seriousFindings = async (page: Page): Promise<string[]> => {
  // Through the debugger, because the page's own policy lets no foreign script in.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe);
  const run = "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)";
  const found = (await page.evaluate(run)) as Finding[];
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => {
      const [first] = nodes;
      return `${id}: ${help}, ${nodes.length} times, such as ${first?.html}\n${first?.failureSummary}`;
    });
};

/** A page that holds more than its width scrolls sideways: in CSS pixels, how much more. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** Shows a page in the larger mode for old eyes, or as before; false when it has none. */
const toggleLarge = (page: Page): Promise<boolean> =>
  page.evaluate(`(() => {
    const isIt = (button) => /^(大字|标准|Large|Standard)/.test(button.ariaLabel ?? button.textContent);
    const all = [...document.querySelectorAll('button[aria-pressed]')];
    const mode = all.find((button) => button.checkVisibility() && isIt(button));
    mode?.click();
    return mode !== undefined;
  })()`);

/** What does not fit into the page as it is: its width, and words that are too wide for where they stand. */
export const spill = async (page: Page): Promise<{ overflow: number; spilt: readonly string[] }> => {
  await drawn(page);
  return { overflow: await overflowOf(page), spilt: await spiltOn(page) };
};

/** What is wrong with a page at the narrowest and the widest, and in large type. */
const atEdges = async (page: Page, name: string): Promise<object> => {
  const size = page.viewportSize();
  const found: Record<string, object> = {};
  for (const edge of Object.keys(edges) as Edge[]) {
    await page.setViewportSize(edges[edge]);
    const changes = await changesOf(page, `${name}-${edge}`);
    found[edge] = { changes, ...(await spill(page)), findings: await seriousFindings(page) };
    await picture(page, name, true);
    if (!(await toggleLarge(page))) continue;
    found[`${edge}, large`] = await spill(page);
    if (edge === 'narrow') await picture(page, `${name}-large`, true);
    await toggleLarge(page);
  }
  if (size !== null) await page.setViewportSize(size);
  return found;
};

const isNothing = (found: unknown): boolean => found === 0 || (Array.isArray(found) && found.length === 0);

/**
 * What every main page has to pass at 360 and 1,920 px: it is the agreed one, nothing is serious for axe, and
 * all of it fits, in large type too. Its pictures are kept.
 */
export const passes = async (page: Page, name: string): Promise<void> => {
  const faults = Object.entries(await atEdges(page, name)).flatMap(([where, found]) =>
    Object.entries(found as object)
      .filter(([, each]) => !isNothing(each))
      .map(([what, each]) => ({ name, where, what, each: each as unknown })),
  );
  expect(faults).toEqual([]);
};
