import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createContext, runInContext, type Context } from 'node:vm';
import { waitFor } from '@canbao/runtime';

/** A node of a page's tree, as Taro hands it to the wallet's renderer. */
interface Node {
  readonly sid?: string;
  readonly cl?: string;
  readonly v?: string;
  readonly p2?: string;
  readonly cn?: readonly Node[];
}
interface Page {
  readonly data: Record<string, unknown>;
  route: string;
  readonly [hook: string]: unknown;
}

/** What a wallet can be asked for by a page, as the host answers it. */
export interface Wallet {
  readonly platform: 'weapp' | 'alipay';
  /** The built mini-program. */
  readonly folder: string;
  /** Where its calls go. */
  readonly baseUrl: string;
  readonly storage: Record<string, unknown>;
}

type Asked = Record<string, any>;

/**
 * Runs a built mini-program without its wallet: the pages' own code in a context of node:vm, with as much of
 * `wx` or `my` as they call. It shows logic, not pixels.
 */
export class MiniHost {
  /** What was handed to `wx.requestPayment` or `my.tradePay`. */
  readonly payments: Asked[] = [];
  private readonly context: Context;
  private readonly loaded = new Set<string>();
  private readonly pages: Page[] = [];
  private app: Asked = {};
  private next: Page | undefined;

  constructor(private readonly wallet: Wallet) {
    const api = this.api();
    const register = (page: Page): void => {
      this.next = page;
    };
    const globals: Asked = {
      [wallet.platform === 'weapp' ? 'wx' : 'my']: api,
      App: (app: Asked) => (this.app = app),
      Page: register,
      Component: register,
      Behavior: (one: unknown) => one,
      getApp: () => this.app,
      getCurrentPages: () => this.pages,
      console,
      setTimeout,
      clearTimeout,
      setInterval,
      clearInterval,
      navigator: { userAgent: 'mini-host' },
    };
    this.context = createContext(globals);
    this.load('app.js');
    this.app['onLaunch']?.({ path: 'pages/home/index', query: {}, scene: 1001 });
  }

  /** Opens a page by its address, such as `/pages/home/index?a=b`. */
  async open(url: string): Promise<void> {
    const [path = '', query = ''] = url.replace(/^\//, '').split('?');
    this.next = undefined;
    this.load(`${path}.js`);
    const found = this.next ?? this.known.get(path);
    if (found === undefined) throw new Error(`no page at ${url}`);
    this.known.set(path, found);
    const page: Page = Object.assign(Object.create(found as object), found, {
      route: path,
      __route__: path,
      data: structuredClone(found.data ?? {}),
    });
    Object.assign(page, {
      setData: (changed: Asked, done?: () => void) => {
        for (const [where, value] of Object.entries(changed)) put(page.data, where, value);
        if (done !== undefined) setTimeout(done);
      },
    });
    this.pages.push(page);
    const options = Object.fromEntries(new URLSearchParams(query));
    this.hook(page, 'onLoad', options);
    this.hook(page, 'onShow');
    this.hook(page, 'onReady');
  }

  /** Every text of the page in front. */
  texts(): string {
    return this.nodes()
      .map(({ v = '' }) => v)
      .join('\n');
  }

  /** Waits until the page in front shows the text. @throws with what it shows instead */
  async sees(text: string): Promise<void> {
    const seen = await waitFor(async () => this.texts().includes(text) || undefined, {
      timeoutMs: 20_000,
      everyMs: 50,
    });
    if (seen === undefined) throw new Error(`no ${text} in:\n${this.texts()}`);
  }

  /** Taps the innermost element that shows the text and listens. */
  tap(text: string): void {
    const holders = this.nodes().filter(
      (node) => node.cl?.includes('tap') === true && textOf(node).includes(text),
    );
    const target = holders.at(-1);
    if (target === undefined) throw new Error(`nothing to tap with ${text} in:\n${this.texts()}`);
    this.event(target, 'tap', {});
  }

  /** Types into the only input of the page in front. */
  type(value: string): void {
    const target = this.nodes().find(({ cl = '' }) => /\binput\b/.test(cl));
    if (target === undefined) throw new Error('nothing to type into');
    this.event(target, 'input', { value });
  }

  private readonly known = new Map<string, Page>();

  private event({ sid = '' }: Node, type: string, detail: object): void {
    const place = { id: sid, dataset: { sid } };
    const page = this.front() as unknown as { eh: (event: object) => void };
    page.eh({ type, detail, mpEvent: 1, target: place, currentTarget: place, timeStamp: Date.now() });
  }

  private front(): Page {
    const page = this.pages.at(-1);
    if (page === undefined) throw new Error('no page is open');
    return page;
  }

  private nodes(): Node[] {
    const under = (node: Node): Node[] => [node, ...(node.cn ?? []).flatMap(under)];
    const { root } = this.front().data as { readonly root?: Node };
    return root === undefined ? [] : under(root);
  }

  private hook(page: Page, name: string, ...given: unknown[]): void {
    (page[name] as ((...given: unknown[]) => void) | undefined)?.apply(page, given);
  }

  private load(path: string): void {
    const file = join(this.wallet.folder, path);
    if (this.loaded.has(file)) return;
    this.loaded.add(file);
    const inside = (name: string): void => {
      const target = join(dirname(path), name);
      this.load(target.endsWith('.js') ? target : `${target}.js`);
    };
    const body = `(function (require, module, exports) {${readFileSync(file, 'utf8')}\n})`;
    runInContext(body, this.context, { filename: file })(inside, { exports: {} }, {});
  }

  /** The calls of the wallet that pages make; what is not known is there and does nothing. */
  private api(): Asked {
    const { storage, baseUrl, platform } = this.wallet;
    const done = (asked: Asked | undefined, answer: object = {}): void => {
      asked?.['success']?.(answer);
      asked?.['complete']?.(answer);
    };
    const request = (asked: Asked): object => {
      const { url, method = 'GET', header, headers, data } = asked;
      fetch(baseUrl + url, {
        method,
        headers: header ?? headers ?? {},
        ...(method === 'GET' || data === undefined ? {} : { body: textBody(data) }),
      }).then(
        async (answer) => {
          const text = await answer.text();
          const body = /^[{[]/.test(text) ? JSON.parse(text) : text;
          done(asked, {
            statusCode: answer.status,
            status: answer.status,
            data: body,
            header: {},
            headers: {},
          });
        },
        (error: unknown) => asked['fail']?.({ errMsg: String(error) }),
      );
      return { abort: () => undefined };
    };
    const go = (asked: Asked): void => void this.open(asked['url']).then(() => done(asked));
    const pay = (asked: Asked): void => {
      this.payments.push(asked);
      done(asked, { errMsg: 'requestPayment:ok', resultCode: '9000' });
    };
    const known: Asked = {
      getSystemInfoSync: () => ({ windowWidth: 390, windowHeight: 844, pixelRatio: 2, platform: 'ios' }),
      getWindowInfo: () => ({ windowWidth: 390, windowHeight: 844, pixelRatio: 2 }),
      canIUse: () => false,
      nextTick: (run: () => void) => setTimeout(run),
      getStorageSync:
        platform === 'weapp'
          ? (key: string) => storage[key] ?? ''
          : ({ key }: { key: string }) => ({ data: storage[key] ?? null }),
      setStorageSync:
        platform === 'weapp'
          ? (key: string, value: unknown) => (storage[key] = value)
          : ({ key, data }: { key: string; data: unknown }) => (storage[key] = data),
      removeStorageSync: (key: string | { key: string }) =>
        delete storage[typeof key === 'string' ? key : key.key],
      request,
      navigateTo: go,
      redirectTo: (asked: Asked) => {
        this.pages.pop();
        go(asked);
      },
      reLaunch: (asked: Asked) => {
        this.pages.length = 0;
        go(asked);
      },
      requestPayment: pay,
      tradePay: pay,
    };
    return new Proxy(known, {
      get: (target, name: string) =>
        name in target || ['webpackJsonp', 'taroEventCenter', 'then'].includes(name)
          ? target[name]
          : (asked?: Asked) => done(asked),
      set: (target, name: string, value) => {
        target[name] = value;
        return true;
      },
      has: () => true,
    });
  }
}

const textBody = (data: unknown): string => (typeof data === 'string' ? data : JSON.stringify(data));

const textOf = ({ v = '', cn = [] }: Node): string => v + cn.map(textOf).join('');

/** Puts a value where a path such as `root.cn.[0].cl` leads. */
const put = (data: Record<string, unknown>, where: string, value: unknown): void => {
  const steps = where.split('.').map((step) => step.replace(/^\[(\d+)\]$/, '$1'));
  const last = steps.pop() ?? '';
  const holder = steps.reduce<any>((at, step) => (at[step] ??= {}), data);
  holder[last] = value !== null && typeof value === 'object' ? JSON.parse(JSON.stringify(value)) : value;
};
