import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, dayOf } from '@canbao/calendar';
import { Database, endOf, PostgresEventStore, securityEventsAfter } from '@canbao/postgres';
import { LinesFile } from '../evidence/lines-file';
import type { OperationRequest } from '../http/operation-request';
import { SERVICE, type Service } from '../lifecycle/service';
import { ServiceLog } from '../lifecycle/service-log';
import { SETTINGS, type Settings } from '../lifecycle/settings';
import { Ticker } from '../lifecycle/ticker';
import { refusalOf } from './refusal-of';
import { Refusals, RequestsRefused, type RefusedRequests } from './refusals';
import { securityEntry } from './security-entry';

const storeEveryMs = 5_000;
const minuteMs = 60_000;
const pageSize = 1_000;
const attemptsMax = 3;

/**
 * Stores refusals as events, in batches beside the requests, on one stream a day; and writes everything of
 * the security log to a file that a SIEM reads, where one is set (ADR 36).
 */
@Injectable()
export class SecurityLog implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly refusals = new Refusals();
  private readonly ticker: Ticker;
  private readonly file: LinesFile | undefined;
  private minuteOverMs = performance.now() + minuteMs;

  constructor(
    @Inject(SERVICE) private readonly service: Service,
    @Inject(SETTINGS) settings: Settings,
    private readonly database: Database,
    private readonly store: PostgresEventStore,
    private readonly clock: Clock,
    log: ServiceLog,
  ) {
    const { SECURITY_FILE: path } = settings;
    this.file = path === undefined ? undefined : new LinesFile(path, sequenceOf);
    this.ticker = new Ticker('security-log', storeEveryMs, () => this.work(), log);
  }

  /** Counts an answer that refused somebody. */
  answered(request: OperationRequest, status: number, code: string): void {
    const refusal = refusalOf(request, status, code);
    if (refusal !== undefined) this.refusals.note(refusal, this.clock.now());
  }

  onApplicationBootstrap(): void {
    this.ticker.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.ticker.stop();
    await this.storeRefusals(true);
  }

  private async work(): Promise<void> {
    const isMinuteOver = performance.now() >= this.minuteOverMs;
    if (isMinuteOver) this.minuteOverMs = performance.now() + minuteMs;
    await this.storeRefusals(isMinuteOver);
    await this.catchUpFile();
  }

  private async storeRefusals(isMinuteOver: boolean): Promise<void> {
    const refused = this.refusals.take(isMinuteOver);
    if (refused.length === 0) return;
    try {
      if (await this.isStored(refused)) return;
      this.refusals.putBack(refused);
    } catch (error) {
      this.refusals.putBack(refused);
      throw error;
    }
  }

  /** False where other instances were faster every time. Reads the stream's end alone: a day can be long. */
  private async isStored(refused: readonly RefusedRequests[]): Promise<boolean> {
    const now = this.clock.now();
    const stream = `security-${dayOf(now)}`;
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      const { version, hash } = await endOf(this.database.pool, stream);
      const events = refused.map((each) => RequestsRefused(each));
      const { outcome } = await this.store.append({
        subject: this.service.name,
        recordedAt: now,
        metadata: { actor: 'security-log' },
        writes: [{ stream, expectedVersion: version, previousHash: hash, events }],
      });
      if (outcome === 'appended') return true;
    }
    return false;
  }

  /** Begins where the file ends, so that nothing is left out and nothing is written twice. */
  private async catchUpFile(): Promise<void> {
    if (this.file === undefined) return;
    for (;;) {
      const after = (await this.file.lastNumber()) ?? '0';
      const events = await securityEventsAfter(this.database.pool, after, pageSize);
      const lines = events.map((event) => JSON.stringify(securityEntry(this.service.name, event)));
      await this.file.append(lines);
      if (events.length < pageSize) return;
    }
  }
}

const sequenceOf = (line: string): string =>
  (JSON.parse(line) as ReturnType<typeof securityEntry>).event.sequence;
