import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { Clock } from '@canbao/calendar';
import { Agent, request } from 'undici';
import { answerBytes } from '@canbao/runtime';
import { certificateNumber, rootsNumber } from './certificate-number';
import { publicKeyOf, type AlipaySettings } from './settings';
import { innerObject, isSigned, signedText, signRsa2, type Parameters } from './signature';

/**
 * What Alipay says to a call. `unknown` says nothing about what was done: no answer, one that Alipay did not
 * sign, or Alipay's own trouble; `said` is its code, if any.
 */
export type Reply =
  | { readonly is: 'done'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly is: 'refused'; readonly reason: string }
  | { readonly is: 'unknown'; readonly said?: string };

/** A call that came to nothing; for whoever keeps the log. */
export interface AlipayTrouble {
  readonly method: string;
  readonly said: string;
}

/** Configuration: how long a bill may stand still; its address lives no longer. */
const fileTimeoutMs = 30_000;
/** Configuration: an answer to a call is small. */
const answerBytesMax = 1024 * 1024;
/** Alipay's own trouble, or too many calls: nothing is known of what was done. */
const troubles = /^(isp\.(?!bill_not_exist)|aop\.|isv\.app-call-limited|(aop\.)?ACQ\.SYSTEM_ERROR$)/;

/** Calls to Alipay's gateway, signed both ways. It throws for nothing that the world does. */
export class AlipayGateway {
  private readonly privateKey: KeyObject;
  private readonly certificates: Parameters;
  private readonly connections = new Agent({ connect: { timeout: 3000 } });
  /** Alipay's; a message counts that one of them has signed. */
  readonly alipayKeys: readonly KeyObject[];

  constructor(
    private readonly settings: AlipaySettings,
    private readonly clock: Clock,
    private readonly tell: (trouble: AlipayTrouble) => void,
  ) {
    this.privateKey = createPrivateKey(settings.privateKey);
    this.alipayKeys = settings.alipayKeys.map(publicKeyOf);
    const { certificates } = settings;
    this.certificates =
      certificates === undefined
        ? {}
        : {
            app_cert_sn: certificateNumber(certificates.app),
            alipay_root_cert_sn: rootsNumber(certificates.roots),
          };
  }

  /** Calls the method; `more` are common parameters, such as `notify_url`. */
  async call(method: string, content: object, more: Parameters = {}): Promise<Reply> {
    const parameters = this.signed(method, content, more);
    const text = await this.post(new URLSearchParams(parameters).toString());
    const reply: Reply = text === undefined ? { is: 'unknown' } : this.read(text, method);
    if (reply.is === 'unknown') this.tell({ method, said: reply.said ?? 'no answer' });
    return reply;
  }

  /** The bytes behind an address that Alipay gave; undefined when they are not all there in time. */
  async download(url: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    try {
      const { statusCode, body } = await request(url, {
        dispatcher: this.connections,
        headersTimeout: fileTimeoutMs,
        bodyTimeout: fileTimeoutMs,
      });
      if (statusCode === 200) return body as AsyncIterable<Uint8Array>;
      await body.dump();
      return undefined;
    } catch {
      return undefined;
    }
  }

  close(): Promise<void> {
    return this.connections.close();
  }

  private signed(method: string, content: object, more: Parameters): Record<string, string> {
    const parameters = {
      app_id: this.settings.appId,
      method,
      format: 'JSON',
      charset: 'utf-8',
      sign_type: 'RSA2',
      timestamp: localTime(this.clock.now()),
      version: '1.0',
      biz_content: JSON.stringify(content),
      ...this.certificates,
      ...more,
    };
    return { ...parameters, sign: signRsa2(signedText(parameters), this.privateKey) };
  }

  private async post(form: string): Promise<string | undefined> {
    try {
      const { statusCode, body } = await request(this.settings.gateway, {
        method: 'POST',
        dispatcher: this.connections,
        signal: AbortSignal.timeout(this.settings.timeoutMs),
        headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
        body: form,
      });
      const bytes = await answerBytes(body, answerBytesMax);
      return statusCode === 200 ? bytes?.toString('utf8') : undefined;
    } catch {
      return undefined;
    }
  }

  /** Verifies the inner object as it came, and only then reads it. */
  private read(text: string, method: string): Reply {
    const { sign, body } = this.verified(text, `${method.replaceAll('.', '_')}_response`);
    const failure = body === undefined ? this.verified(text, 'error_response') : undefined;
    const said = body ?? failure?.body;
    const code = String(said?.['sub_code'] ?? said?.['code'] ?? '');
    if (said === undefined || !(sign || failure?.sign)) return unknown(code);
    if (said['code'] === '10000') return body === undefined ? unknown(code) : { is: 'done', body };
    if (!/^400\d\d$/.test(String(said['code'])) || troubles.test(code)) return unknown(code);
    return { is: 'refused', reason: code };
  }

  private verified(
    text: string,
    member: string,
  ): { readonly sign: boolean; readonly body?: Readonly<Record<string, unknown>> } {
    const inner = innerObject(text, member);
    const answer = parsed(text);
    const body = inner === undefined ? undefined : parsed(inner);
    if (inner === undefined || body === undefined || answer === undefined) return { sign: false };
    const sign = typeof answer['sign'] === 'string' && isSigned(inner, answer['sign'], this.alipayKeys);
    return { sign, body };
  }
}

const unknown = (said: string): Reply => ({ is: 'unknown', ...(said === '' ? {} : { said }) });

/** `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai, as Alipay writes instants. */
export const localTime = (at: string): string => at.slice(0, 19).replace('T', ' ');

const parsed = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};
