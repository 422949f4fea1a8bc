import { generateKeyPairSync, randomInt, randomUUID, type KeyObject } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { World } from '../counterpart';
import { PlatformWatch } from '../platform-watch';
import { postHttp10 } from './http10';
import type { Secrets } from './secrets';
import { alphabetical, letters, rfc3339, seal, signatureHeaders } from './texts';

/** When a notice that was not taken is sent again, in seconds after the last time: the vendor's schedule. */
const retrySeconds = [
  15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10_800, 10_800, 10_800, 21_600, 21_600,
];
/** How late a late notice is. */
const lateMs = 6 * 3_600_000;
/** Another link brings the same notice so long after the first. */
const otherLinkMs = 1000;
/** Beyond what a verifier may accept, in seconds. */
const farSeconds = 3600;
const sendingMax = 20;

/** In which state a notice waits, by what goes wrong with it. */
const stateAfter: Readonly<Record<string, string>> = {
  'notify-never': 'never',
  'notify-out-of-order': 'held',
  'notify-after-restart': 'restart',
};

/** Something that WeChat tells. */
export interface News {
  readonly event: string;
  readonly kind: 'transaction' | 'refund';
  readonly summary: string;
  readonly outTradeNo: string;
  readonly url: string;
  readonly content: object;
}

interface Row {
  readonly id: string;
  readonly out_trade_no: string;
  readonly url: string;
  readonly body: string;
  readonly attempts: number;
}

/** Tells the merchant what has happened, again and again until it is taken; what waits outlives a restart. */
export class Notices {
  pace: number;
  private readonly sending = new Map<string, Promise<void>>();
  /** Signs what WeChat never sent. */
  private stranger: KeyObject | undefined;
  private readonly watch: PlatformWatch;

  constructor(
    private readonly world: World,
    private readonly secrets: Secrets,
  ) {
    this.pace = secrets.notifyPace;
    this.watch = new PlatformWatch(world.platformUrl);
  }

  async add(news: News): Promise<void> {
    const { faults, pool } = this.world;
    const next = faults.next(
      'wechat',
      news.outTradeNo,
      'notify-never',
      'notify-late',
      'notify-out-of-order',
      'notify-after-restart',
    );
    const state = stateAfter[next as string] ?? 'waiting';
    const dueMs = this.nowMs() + (next === 'notify-late' ? lateMs : 0);
    const body = this.bodyOf(news);
    await pool.query(
      `insert into sandbox.wechat_notice (id, out_trade_no, event, url, body, state, due_at)
      values ($1, $2, $3, $4, $5, $6, $7)`,
      [randomUUID(), news.outTradeNo, news.event, news.url, body, state, new Date(dueMs)],
    );
    // What was held goes behind what came after it.
    if (state === 'waiting')
      await pool.query(
        `update sandbox.wechat_notice set state = 'waiting', due_at = $2
        where out_trade_no = $1 and state = 'held'`,
        [news.outTradeNo, new Date(dueMs + otherLinkMs * this.pace)],
      );
  }

  /** Begins to send what is due. */
  async deliver(): Promise<void> {
    await this.releaseAfterRestart();
    const { rows } = await this.world.pool.query<Row>(
      `select id, out_trade_no, url, body, attempts from sandbox.wechat_notice
      where state = 'waiting' and due_at <= $1 and id <> all($2) order by due_at limit $3`,
      [new Date(this.nowMs()), [...this.sending.keys()], sendingMax - this.sending.size],
    );
    for (const row of rows) {
      const sent = this.send(row)
        .catch(() => undefined)
        .finally(() => this.sending.delete(row.id));
      this.sending.set(row.id, sent);
    }
  }

  private async releaseAfterRestart(): Promise<void> {
    const { pool } = this.world;
    const { rowCount } = await pool.query(
      `select from sandbox.wechat_notice where state = 'restart' limit 1`,
    );
    if (rowCount === 0 || !(await this.watch.hasRestarted())) return;
    await pool.query(`update sandbox.wechat_notice set state = 'waiting' where state = 'restart'`);
  }

  async end(): Promise<void> {
    await Promise.all(this.sending.values());
  }

  /** A message that WeChat never sent, as somebody else would; the merchant's answer. */
  forge(news: News): Promise<number | undefined> {
    this.stranger ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const signer = { id: this.secrets.publicKey.id, key: this.stranger };
    const body = this.bodyOf(news);
    return postHttp10(news.url, signatureHeaders(signer, this.seconds(), body), body);
  }

  private async send(row: Row): Promise<void> {
    const order = row.out_trade_no;
    const { faults } = this.world;
    const before = faults.next('wechat', order, 'signature-probe', 'notify-forged');
    const answers: (number | null)[] = [];
    if (before !== undefined) answers.push(await this.post(row, before));
    const twice = faults.next('wechat', order, 'notify-twice') !== undefined;
    const status = await this.post(
      row,
      faults.next('wechat', order, 'wrong-key-id', 'stale-timestamp', 'future-timestamp', 'headers-stripped'),
    );
    answers.push(status);
    if (twice) {
      await pause(otherLinkMs * this.pace);
      answers.push(await this.post(row));
    }
    await this.note(row, answers, status);
  }

  private async post(row: Row, fault?: string): Promise<number | null> {
    return (await postHttp10(row.url, this.headersOf(row, fault), row.body)) ?? null;
  }

  private headersOf({ body, out_trade_no: order }: Row, fault?: string): Record<string, string> {
    const { publicKey, certificate } = this.secrets;
    const mixed = this.world.faults.next('wechat', order, 'mixed-keys') !== undefined && randomInt(2) === 1;
    const away = { 'stale-timestamp': -farSeconds, 'future-timestamp': farSeconds }[fault ?? ''] ?? 0;
    const headers = signatureHeaders(mixed ? certificate : publicKey, this.seconds() + away, body);
    if (fault === 'headers-stripped') return {};
    if (fault === 'wrong-key-id') return { ...headers, 'Wechatpay-Serial': `PUB_KEY_ID_${letters(10)}` };
    if (fault === 'notify-forged')
      return { ...headers, 'Wechatpay-Signature': Buffer.from(letters(256)).toString('base64') };
    if (fault === 'signature-probe')
      return { ...headers, 'Wechatpay-Signature': `WECHATPAY/SIGNTEST/${letters(325)}==` };
    return headers;
  }

  private async note(row: Row, answers: readonly (number | null)[], status: number | null): Promise<void> {
    const isTaken = status === 200 || status === 204;
    const wait = retrySeconds[row.attempts];
    const state = isTaken ? 'taken' : wait === undefined ? 'given-up' : 'waiting';
    await this.world.pool.query(
      `update sandbox.wechat_notice set state = $2, attempts = attempts + 1, due_at = $3,
        answers = (answers::jsonb || $4::jsonb)::json where id = $1`,
      [row.id, state, new Date(this.nowMs() + (wait ?? 0) * 1000 * this.pace), JSON.stringify(answers)],
    );
  }

  private bodyOf({ event, kind, summary, content }: News): string {
    return alphabetical({
      id: randomUUID(),
      create_time: rfc3339(new Date(this.nowMs())),
      event_type: event,
      resource_type: 'encrypt-resource',
      resource: { original_type: kind, ...seal(alphabetical(content), kind, this.secrets.apiV3Key) },
      summary,
    });
  }

  private nowMs(): number {
    return Date.parse(this.world.clock.now());
  }

  private seconds(): number {
    return Math.floor(this.nowMs() / 1000);
  }
}
