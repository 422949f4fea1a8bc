import type { Platform } from './mini-build';

/** What a page asks the wallet for: parameters, and where the answer goes. */
interface Asked {
  readonly success?: (answer: object) => void;
  readonly fail?: (error: object) => void;
  readonly complete?: (answer: object) => void;
  readonly [parameter: string]: unknown;
}

/** As much of `wx` or `my` as pages call. */
export class Wallet {
  /** The parameters of every payment. */
  readonly payments: Readonly<Record<string, string>>[] = [];
  private readonly storage = new Map<string, unknown>();

  constructor(
    private readonly platform: Platform,
    private readonly baseUrl: string,
    private readonly code: string,
    private readonly ways: Readonly<Record<'navigateTo' | 'redirectTo' | 'reLaunch', (url: string) => void>>,
  ) {}

  /** The calls of the wallet that pages make. What is not known succeeds and does nothing. */
  api(): object {
    const isWeapp = this.platform === 'weapp';
    const go = (way: (url: string) => void) => (asked: Asked) => {
      way(String(asked['url']));
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
      navigateTo: go(this.ways.navigateTo),
      redirectTo: go(this.ways.redirectTo),
      reLaunch: go(this.ways.reLaunch),
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
