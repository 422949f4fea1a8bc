import {
  Inject,
  Injectable,
  Optional,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { SignedNonces } from '@canbao/postgres';
import { ServiceLog } from '../lifecycle/service-log';
import { Ticker } from '../lifecycle/ticker';
import type { BankKeys } from './bank-keys';
import { BANK_KEYS } from './request-signatures';

const everyMs = 60_000;

/** Deletes nonces that no fresh signature can carry any more. */
@Injectable()
export class ForgetNonces implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly ticker: Ticker | undefined;

  constructor(nonces: SignedNonces, log: ServiceLog, @Optional() @Inject(BANK_KEYS) keys?: BankKeys) {
    if (keys !== undefined) this.ticker = new Ticker('forget-nonces', everyMs, () => nonces.forget(), log);
  }

  onApplicationBootstrap(): void {
    this.ticker?.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.ticker?.stop();
  }
}
