import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createContext, runInContext, type Context } from 'node:vm';
import { waitFor } from '@canbao/runtime';
import { folderOf, type Platform } from './mini-build';

/** A node of a page's tree, as Taro hands it to the wallet: `cl` its class, `v` its text, `cn` what is in it. */
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

/** What a page asks the wallet for: parameters, and where the answer goes. */
interface Asked {
  readonly success?: (answer: object) => void;
  readonly fail?: (error: object) => void;
  readonly complete?: (answer: object) => void;
  readonly [parameter: string]: unknown;
}

/**
 * Runs a built mini-program without its wallet: the pages' own code in a context of node:vm, with as much of
 * `wx` or `my` as they call. It shows logic, not pixels.
 */
export class MiniHost {
  /** The parameters of every `wx.requestPayment` or `my.tradePay`. */
  readonly payments: Readonly<Record<string, string>>[] = [];
  /** What pages threw or warned of. */
  readonly errors: unknown[] = [];
  private readonly storage = new Map<string, unknown>();
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
    private readonly baseUrl: string,
    private readonly code: string,
  ) {
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
      [platform === 'weapp' ? 'wx' : 'my']: this.wallet(),
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

  /** The calls of the wallet that pages make. What is not known succeeds and does nothing. */
  private wallet(): object {
    const isWeapp = this.platform === 'weapp';
    const go = (before: () => void) => (asked: Asked) => {
      before();
      this.open(String(asked['url']));
      done(asked);
    };
    const login = (asked: Asked): void => done(asked, { code: this.code, authCode: this.code });
    const pay = (asked: Asked): void => {
      const { success: _, fail: __, complete: ___, ...parameters } = asked;
      this.payments.push({ ...(parameters as Record<string, string>) });
      done(asked, { errMsg: 'requestPayment:ok', resultCode: '9000' });
    };
    const known: Record<string | symbol, unknown> = {
      getSystemInfoSync: () => ({ windowWidth: 390, windowHeight: 844, pixelRatio: 2, platform: 'ios' }),
      getWindowInfo: () => ({ windowWidth: 390, windowHeight: 844, pixelRatio: 2 }),
      canIUse: (name: string) => Object.hasOwn(known, name),
      nextTick: (run: () => void) => setTimeout(run),
      // The one names what it asks for, the other passes an object.
      getStorageSync: isWeapp
        ? (key: string) => this.storage.get(key) ?? ''
        : ({ key }: { key: string }) => ({ data: this.storage.get(key) ?? null }),
      setStorageSync: isWeapp
        ? (key: string, value: unknown) => void this.storage.set(key, value)
        : ({ key, data }: { key: string; data: unknown }) => void this.storage.set(key, data),
      removeStorageSync: isWeapp
        ? (key: string) => void this.storage.delete(key)
        : ({ key }: { key: string }) => void this.storage.delete(key),
      ...(isWeapp ? { login, requestPayment: pay } : { getAuthCode: login, tradePay: pay }),
      // What Taro asks for is there by name, or Taro warns that a wallet lacks it.
      [isWeapp ? 'setNavigationBarTitle' : 'setNavigationBar']: (asked: Asked) => done(asked),
      request: (asked: Asked) => this.request(asked),
      navigateTo: go(() => undefined),
      redirectTo: go(() => this.hook(this.pages.pop() as Page, 'onUnload')),
      reLaunch: go(() => this.close()),
    };
    return new Proxy(known, {
      get: (target, name) =>
        name in target || ['webpackJsonp', 'taroEventCenter', 'then'].includes(String(name))
          ? target[name]
          : (asked?: Asked) => done(asked),
    });
  }

  private request(asked: Asked): object {
    const { url, method = 'GET', header, headers = header, data } = asked;
    const body =
      method === 'GET' || data === undefined
        ? {}
        : { body: typeof data === 'string' ? data : JSON.stringify(data) };
    fetch(`${this.baseUrl}${String(url)}`, {
      method: String(method),
      headers: (headers ?? {}) as Record<string, string>,
      ...body,
    })
      .then(async (answer) => {
        const text = await answer.text();
        const read: unknown = /^[{[]/.test(text) ? JSON.parse(text) : text;
        done(asked, {
          statusCode: answer.status,
          status: answer.status,
          data: read,
          header: {},
          headers: {},
        });
      })
      .catch((error: unknown) => asked.fail?.({ errMsg: String(error) }));
    return { abort: () => undefined };
  }
}

/** Answers as a wallet does: after the call has returned. */
const done = (asked: Asked | undefined, answer: object = {}): void =>
  void setTimeout(() => {
    asked?.success?.(answer);
    asked?.complete?.(answer);
  });

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
