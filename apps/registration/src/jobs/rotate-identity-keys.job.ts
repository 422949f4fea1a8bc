import {
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { ServiceLog, Ticker } from '@canbao/service-kit';
import { KeyRotation } from '../vault/key-rotation';

/** Configuration: an instance with an older setting may still add rows under a former key. */
const everyMs = 60_000;

/**
 * Moves the vault to the current identity key while the service works, a batch after the other. A stop or a
 * crash costs the batch in hand; the next start goes on.
 */
@Injectable()
export class RotateIdentityKeys implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly ticker: Ticker;
  private stopping = false;
  private hasForgotten = false;

  constructor(
    private readonly rotation: KeyRotation,
    private readonly log: ServiceLog,
  ) {
    this.ticker = new Ticker('rotate-identity-keys', everyMs, () => this.run(), log);
  }

  /** @throws Error when the keys do not fit the vault: the service must not start. */
  onModuleInit(): Promise<void> {
    return this.rotation.assertKeysFit();
  }

  onApplicationBootstrap(): void {
    this.ticker.start();
    this.ticker.tick();
  }

  onModuleDestroy(): Promise<void> {
    this.stopping = true;
    return this.ticker.stop();
  }

  private async run(): Promise<void> {
    const moved = await this.untilNone(() => this.rotation.sealSome());
    if (!this.hasForgotten) await this.untilNone(() => this.rotation.forgetSome());
    this.hasForgotten = true;
    if (moved === 0 || this.stopping) return;
    const { current, remaining } = await this.rotation.inUse();
    this.log.info({ keyId: current, moved, remaining }, 'persons are sealed with the current identity key');
  }

  /** Batch after batch until one finds nothing, or the service stops. */
  private async untilNone(batch: () => Promise<number>): Promise<number> {
    let total = 0;
    for (let some = -1; some !== 0 && !this.stopping; total += some) some = await batch();
    return total;
  }
}
