import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createContext, runInContext, type Context } from 'node:vm';
import { waitFor } from '@canbao/runtime';
import { folderOf, type Platform } from './mini-build';
import { Wallet } from './mini-wallet';

/** A node of a tree as Taro hands it to the wallet: `cl` its class, `v` its text, `cn` what is in it. */
interface Node {
  readonly sid?: string;
  readonly cl?: string;
  readonly v?: string;
  readonly cn?: readonly Node[];
  readonly [property: string]: unknown;
}
type Hook = (this: Page, ...given: unknown[]) => unknown;
interface Page {
  readonly data: Record<string, unknown>;
  readonly route: string;
  readonly [hook: string]: unknown;
}

/**
 * Runs a built mini-program without its wallet: the pages' own code in a context of node:vm, with as much of
 * `wx` or `my` as they call. It shows logic, not pixels.
 */
export class MiniHost {
  private readonly wallet: Wallet;
  /** What pages threw or warned of. */
  readonly errors: unknown[] = [];
  private readonly context: Context;
  private readonly known = new Map<string, Record<string, unknown>>();
  private readonly modules = new Map<string, { exports: object }>();
  private pages: Page[] = [];
  private app: Record<string, unknown> = {};
  private registered: Record<string, unknown> | undefined;

  /**
   * @param baseUrl where its calls go
   * @param code what the wallet knows its user by
   */
  constructor(
    private readonly platform: Platform,
    baseUrl: string,
    code: string,
  ) {
    this.wallet = new Wallet(platform, baseUrl, code, {
      navigateTo: (url) => this.open(url),
      redirectTo: (url) => {
        this.hook(this.pages.pop() as Page, 'onUnload');
        this.open(url);
      },
      reLaunch: (url) => {
        this.close();
        this.open(url);
      },
    });
    const register = (page: Record<string, unknown>): void => void (this.registered = page);
    const wrong = (...said: unknown[]): void => void this.errors.push(said);
    const safely =
      (timer: (run: () => void, ms?: number) => unknown) =>
      (run: () => void, ms?: number): unknown =>
        timer(() => {
          try {
            run();
          } catch (error) {
            this.errors.push(error);
          }
        }, ms);
    this.context = createContext({
      [platform === 'weapp' ? 'wx' : 'my']: this.wallet.api(),
      App: (app: Record<string, unknown>) => (this.app = app),
      Page: register,
      Component: register,
      Behavior: (one: unknown) => one,
      getApp: () => this.app,
      getCurrentPages: () => this.pages,
      console: { log: () => undefined, warn: wrong, error: wrong },
      setTimeout: safely(setTimeout),
      clearTimeout,
      setInterval: safely(setInterval),
      clearInterval,
      navigator: { userAgent: 'mini-host' },
    });
    this.load('app.js');
    (this.app['onLaunch'] as (options: object) => void)({ path: '', query: {}, scene: 1001 });
  }

  /** The parameters of every `wx.requestPayment` or `my.tradePay`. */
  get payments(): readonly Readonly<Record<string, string>>[] {
    return this.wallet.payments;
  }

  /** The addresses of all its pages. */
  addresses(): string[] {
    const { pages } = JSON.parse(readFileSync(join(folderOf(this.platform), 'app.json'), 'utf8')) as {
      pages: string[];
    };
    return pages.map((page) => `/${page}`);
  }

  /** Opens a page by its address, such as `/pages/home/index?a=b`, over those that are open. */
  open(url: string): void {
    const [path = '', query = ''] = url.replace(/^\//, '').split('?');
    if (this.pages.length > 0) this.hook(this.front(), 'onHide');
    this.push(path, Object.fromEntries(new URLSearchParams(query)));
  }

  /** Closes all pages, and what they wait for. */
  close(): void {
    for (const page of this.pages.splice(0)) this.hook(page, 'onUnload');
  }

  /** Every text of the page in front, and what its fields hold, each in a line. */
  texts(): string {
    return this.nodes()
      .flatMap(({ v }) => (v === undefined ? [] : [v]))
      .join('\n');
  }

  /** Waits until the page in front shows the text. @throws with what it shows instead */
  sees(text: string): Promise<void> {
    return this.until(text, () => this.texts().includes(text));
  }

  /** Taps the innermost button that shows the text. */
  tap(text: string): void {
    const buttons = this.nodes().filter(
      ({ cl = '', ...node }) => cl.split(' ').includes('tap') && textOf(node).includes(text),
    );
    const target = buttons.at(-1);
    if (target === undefined) throw new Error(`no button ${text} in:\n${this.texts()}`);
    this.event(target, 'tap', {});
  }

  /** Types into the field with this id, and waits until the page has taken it. */
  async type(id: string, value: string): Promise<void> {
    const field = (): Node | undefined => this.nodes().find((node) => Object.values(node).includes(id));
    const target = field();
    if (target === undefined) throw new Error(`no field ${id} in:\n${this.texts()}`);
    this.event(target, 'input', { value });
    await this.until(`${value} in ${id}`, () => Object.values(field() ?? {}).includes(value));
  }

  private async until(wanted: string, isSo: () => boolean): Promise<void> {
    const isThere = await waitFor(async () => isSo() || undefined, { timeoutMs: 30_000, everyMs: 50 });
    if (isThere !== true)
      throw new Error(`no ${wanted} in:\n${this.texts()}\n${this.errors.map(String).join('\n')}`);
  }

  /** A wallet tells every node from the touched one outwards; Taro waits for the outermost that listens. */
  private event(touched: Node, type: string, detail: object): void {
    const front = this.front();
    const { id, dataset } = placeOf(touched);
    for (const node of this.wayTo(touched).toReversed())
      this.hook(front, 'eh', {
        type,
        detail,
        target: { id, dataset },
        currentTarget: placeOf(node),
        timeStamp: Date.now(),
      });
  }

  private front(): Page {
    const page = this.pages.at(-1);
    if (page === undefined) throw new Error('no page is open');
    return page;
  }

  private root(): Node {
    return (this.front().data['root'] ?? {}) as Node;
  }

  private nodes(): Node[] {
    const under = (node: Node): Node[] => [node, ...(node.cn ?? []).flatMap(under)];
    return under(this.root());
  }

  /** From the outermost node to this one. */
  private wayTo(wanted: Node): Node[] {
    const way = (node: Node): Node[] => {
      if (node === wanted) return [node];
      const inner = (node.cn ?? []).map(way).find(({ length }) => length > 0);
      return inner === undefined ? [] : [node, ...inner];
    };
    return way(this.root());
  }

  private push(path: string, query: object): void {
    const found = this.pageAt(path);
    const page: Page = { ...found, route: path, data: structuredClone(found['data'] ?? {}) as Page['data'] };
    const setData = (changed: Record<string, unknown>, done?: () => void): void => {
      for (const [where, value] of Object.entries(changed)) put(page.data, where, value);
      if (done !== undefined) setTimeout(done);
    };
    Object.assign(page, { __route__: path, setData });
    this.pages.push(page);
    this.hook(page, 'onLoad', query);
    this.hook(page, 'onShow');
    this.hook(page, 'onReady');
  }

  private pageAt(path: string): Record<string, unknown> {
    this.registered = undefined;
    this.load(`${path}.js`);
    const found = this.registered ?? this.known.get(path);
    if (found === undefined) throw new Error(`no page at ${path}`);
    this.known.set(path, found);
    return found;
  }

  private hook(page: Page, name: string, ...given: unknown[]): void {
    (page[name] as Hook | undefined)?.apply(page, given);
  }

  private load(path: string): object {
    const file = join(folderOf(this.platform), path);
    const loaded = this.modules.get(file);
    if (loaded !== undefined) return loaded.exports;
    const module = { exports: {} };
    this.modules.set(file, module);
    const inside = (name: string): object => {
      const target = join(dirname(path), name);
      return this.load(target.endsWith('.js') ? target : `${target}.js`);
    };
    const body = `(function (require, module, exports) {${readFileSync(file, 'utf8')}\n})`;
    runInContext(body, this.context, { filename: file })(inside, module, module.exports);
    return module.exports;
  }
}

const placeOf = ({ sid = '' }: Node): { id: string; dataset: object } => ({ id: sid, dataset: { sid } });

const textOf = ({ v = '', cn = [] }: Node): string => v + cn.map(textOf).join('');

/** Puts a value where a path such as `root.cn.[0].cl` (WeChat) or `root.cn[0].cl` (Alipay) leads. */
const put = (data: Record<string, unknown>, where: string, value: unknown): void => {
  const steps = where.match(/[^.[\]]+/g) ?? [];
  const last = steps.pop() ?? '';
  let holder = data;
  for (const step of steps) holder = (holder[step] ??= {}) as Record<string, unknown>;
  holder[last] = typeof value === 'object' && value !== null ? JSON.parse(JSON.stringify(value)) : value;
};
