import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '@canbao/calendar';
import {
  MerkleTree,
  nextSeal,
  sealingKeyOf,
  sealLine,
  type Sealable,
  type SealingKey,
  type SignedSeal,
} from '@canbao/evidence';
import {
  Database,
  isUnsealed,
  lastSeal,
  leavesAfter,
  PostgresEventStore,
  sealsAfter,
  sealStream,
} from '@canbao/postgres';
import { SERVICE, type Service } from '../lifecycle/service';
import { ServiceLog } from '../lifecycle/service-log';
import { SETTINGS, type Settings } from '../lifecycle/settings';
import { Ticker } from '../lifecycle/ticker';
import { EventsSealed } from './kit-events';
import { LinesFile } from './lines-file';

/** Configuration: the most events below one seal, so that a proof never reads more. */
const eventsMax = 10_000;
/** Events that are hashed before other work gets its turn. */
const pageSize = 1_000;
const checkEveryMs = 1_000;

/**
 * Seals what was stored: after 10,000 events, and every minute with events. A seal is an event itself, at the
 * expected version of its stream, so that of two instances one seals.
 */
@Injectable()
export class SealingJob implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly ticker: Ticker;
  private readonly key: SealingKey;
  private readonly file: LinesFile | undefined;
  private readonly everyMs: number;
  /** Events that this instance has stored since it looked last. */
  private stored = 0;
  private nextLookMs: number;
  /** At the start, too: a crash may have come between seal and file. */
  private isFileBehind = true;

  constructor(
    @Inject(SERVICE) private readonly service: Service,
    @Inject(SETTINGS) settings: Settings,
    private readonly database: Database,
    private readonly store: PostgresEventStore,
    private readonly clock: Clock,
    log: ServiceLog,
  ) {
    this.key = sealingKeyOf(settings.SEAL_KEY);
    this.file = settings.SEAL_FILE === undefined ? undefined : new LinesFile(settings.SEAL_FILE, numberOf);
    this.everyMs = settings.SEAL_EVERY_SECONDS * 1_000;
    this.nextLookMs = performance.now() + this.everyMs;
    this.ticker = new Ticker('sealing', checkEveryMs, () => this.check(), log);
  }

  onApplicationBootstrap(): void {
    this.store.onAppended((events) => {
      this.stored += events.length;
    });
    this.ticker.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.ticker.stop();
  }

  private async check(): Promise<void> {
    const isDue = performance.now() >= this.nextLookMs;
    if (isDue || this.stored >= eventsMax) {
      this.nextLookMs = performance.now() + this.everyMs;
      this.stored = 0;
      while ((await this.sealNext()) === eventsMax);
      this.isFileBehind = true;
    }
    await this.catchUpFile();
  }

  /** Returns how many events the seal covers; 0 where there was nothing to seal, or another was faster. */
  private async sealNext(): Promise<number> {
    const { version, hash, seal: before } = await lastSeal(this.database.pool);
    const after = before?.to ?? '0';
    if (!(await isUnsealed(this.database.pool, after))) return 0;
    const sealable = await this.sealableAfter(after);
    const sealedAt = this.clock.now();
    const seal = nextSeal(this.service.name, before, sealable, sealedAt, this.key);
    const events = [EventsSealed({ ...seal, service: this.service.name, sealedAt })];
    const { outcome } = await this.store.append({
      subject: this.service.name,
      recordedAt: sealedAt,
      metadata: { actor: 'sealing' },
      writes: [{ stream: sealStream, expectedVersion: version, previousHash: hash, events }],
    });
    return outcome === 'appended' ? seal.count : 0;
  }

  private async sealableAfter(after: string): Promise<Sealable> {
    const tree = new MerkleTree();
    let to = after;
    while (tree.count < eventsMax) {
      const leaves = await leavesAfter(this.database.pool, to, pageSize);
      for (const { leaf } of leaves) tree.add(leaf);
      to = leaves.at(-1)?.position ?? to;
      if (leaves.length < pageSize) break;
    }
    return { tree, to };
  }

  /** Also appends what a crash, or another instance, has left out. */
  private async catchUpFile(): Promise<void> {
    if (this.file === undefined || !this.isFileBehind) return;
    for (;;) {
      const after = Number((await this.file.lastNumber()) ?? 0);
      const seals = await sealsAfter(this.database.pool, after, pageSize);
      await this.file.append(seals.map(sealLine));
      if (seals.length === 0) break;
    }
    this.isFileBehind = false;
  }
}

const numberOf = (line: string): string => String((JSON.parse(line) as SignedSeal).number);
