import type { Clock, Instant } from '@canbao/calendar';
import { Agent, request, type Dispatcher } from 'undici';
import { answerBytes } from '@canbao/runtime';
import type { WeChatPaySettings } from './settings';
import { authorizationOf, disbelief, type Headers } from './signature';

/** Configuration: no answer of these calls is nearly as long, in bytes. */
const answerMax = 1024 * 1024;
/** Configuration: a day of a million lines comes in this time, in ms. */
const fileTimeoutMs = 600_000;

/** An answer whose signature holds. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** Of an error: `code`, `message` and the number at the end of the Request-ID. */
  readonly code: string;
  readonly cause: string;
  /** For the operator, and for WeChat's support: code, message, Request-ID. */
  readonly shown: string;
}

/** What went wrong on the way to an answer, for the log: it holds no secret and no personal data. */
export interface Trouble {
  readonly call: string;
  readonly what: string;
}

/** Signed requests, and answers that are believed only when WeChat signed them. */
export class WeChatPayClient {
  private readonly connections: Agent;

  constructor(
    private readonly settings: WeChatPaySettings,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly onTrouble: (trouble: Trouble) => void = () => undefined,
  ) {
    this.connections = new Agent({
      connect: { timeout: settings.timeoutMs },
      headersTimeout: settings.timeoutMs,
      bodyTimeout: settings.timeoutMs,
    });
  }

  now(): Instant {
    return this.clock.now();
  }

  /** Undefined: nothing believable came back in time, so the outcome is unknown. */
  async post(path: string, body: object): Promise<Answer | undefined> {
    const [host = ''] = this.settings.hosts;
    return this.ask(host, 'POST', path, JSON.stringify(body));
  }

  /** A question may be asked twice: the second host is for when the first says nothing of use. */
  async get(path: string): Promise<Answer | undefined> {
    let last: Answer | undefined;
    for (const host of this.settings.hosts) {
      const answer = await this.ask(host, 'GET', path, '');
      if (answer !== undefined && answer.status < 500) return answer;
      last = answer ?? last;
    }
    return last;
  }

  /**
   * A file: not signed by WeChat, so its hash is what counts. Undefined when it does not come, or lies on
   * another host than WeChat's: our signature goes nowhere else.
   */
  async file(url: string): Promise<Dispatcher.ResponseData['body'] | undefined> {
    const host = this.settings.hosts.find((known) => url.startsWith(`${known}/`));
    const path = url.slice(host?.length);
    try {
      if (host === undefined) throw new Error('a strange host');
      const { statusCode, body } = await this.send(host, 'GET', path, '', fileTimeoutMs);
      if (statusCode === 200) return body;
      await body.dump();
    } catch {
      // The file may be asked for again.
    }
    this.onTrouble({ call: `GET ${path.replace(/\?.*/, '')}`, what: 'no file' });
    return undefined;
  }

  async close(): Promise<void> {
    await this.connections.close();
  }

  private async ask(host: string, method: 'GET' | 'POST', path: string, text: string) {
    const call = `${method} ${path.replace(/\?.*/, '')}`;
    try {
      const { statusCode, headers, body } = await this.send(host, method, path, text);
      const bytes = await answerBytes(body, answerMax);
      if (bytes === undefined) throw new Error('the answer is too long');
      const doubt = disbelief(single(headers), bytes, this.settings.platformKeys, this.now());
      const answer = answerOf(statusCode, bytes, single(headers)['request-id']);
      if (doubt !== undefined) this.onTrouble({ call, what: `${doubt}: ${statusCode} ${answer.shown}` });
      else if (statusCode >= 400) this.onTrouble({ call, what: `${statusCode} ${answer.shown}` });
      return doubt === undefined ? answer : undefined;
    } catch (error) {
      this.onTrouble({ call, what: error instanceof Error ? error.message : 'failed' });
      return undefined;
    }
  }

  private send(
    host: string,
    method: 'GET' | 'POST',
    path: string,
    body: string,
    timeoutMs = this.settings.timeoutMs,
  ) {
    const { mchid, merchantKey, platformKeys } = this.settings;
    return request(host + path, {
      method,
      dispatcher: this.connections,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        accept: 'application/json',
        'user-agent': 'canbao',
        'wechatpay-serial': platformKeys.preferred.id,
        authorization: authorizationOf({ mchid, key: merchantKey }, [method, path, body], this.now()),
        ...(body === '' ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === '' ? {} : { body }),
    });
  }
}

/** A header that comes twice says nothing. */
const single = (headers: Readonly<Record<string, string | string[] | undefined>>): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => typeof value === 'string')) as Headers;

const answerOf = (status: number, bytes: Buffer, requestId = ''): Answer => {
  const body = parsed(bytes);
  const { code, message } = (body ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  const [codeText, messageText] = [code, message].map((value) => (typeof value === 'string' ? value : ''));
  return {
    status,
    body,
    code: codeText ?? '',
    cause: /-(\d+)$/.exec(requestId)?.[1] ?? '',
    shown: `${codeText} ${messageText} (Request-ID ${requestId})`.trim(),
  };
};

const parsed = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch {
    return undefined;
  }
};
