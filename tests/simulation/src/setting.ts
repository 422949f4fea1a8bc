import type { Broker } from './broker';
import type { Bugs } from './bugs';
import type { SimulatedBureau } from './bureau';
import type { DebitBanks } from './debits/debit-banks';
import type { ReadingBureau } from './readers/reading-bureau';
import type { RefundChannel } from './refund-channel';
import type { Scheduler } from './scheduler';
import type { ServiceName } from './services';
import type { Tables } from './tables';
import type { TrueUpWorks } from './true-ups/true-up-works';
import type { VirtualClock } from './virtual-clock';
import type { NoticeBox } from './wallets/notice-box';
import type { Questions } from './wallets/questions';
import type { WalletChannel } from './wallets/wallet-channel';

/** What survives every crash, and what all processes share. */
export interface Setting {
  readonly scheduler: Scheduler;
  readonly clock: VirtualClock;
  readonly broker: Broker;
  readonly bureaus: Readonly<Record<'pension' | 'medical', SimulatedBureau>>;
  /** The bureaus that read `ledger.events` and are not called. */
  readonly readers: readonly ReadingBureau[];
  readonly refundChannel: RefundChannel;
  readonly wallets: WalletChannel;
  readonly debitBanks: DebitBanks;
  readonly notices: NoticeBox;
  /** When orders and packs are asked about next. */
  readonly questions: Questions;
  readonly tables: Readonly<Record<ServiceName, Tables>>;
  /** How far the work on true-ups has come, by run. */
  readonly trueUpWorks: TrueUpWorks;
  readonly bugs: Bugs;
  readonly playsTrueUps: boolean;
  /** How long who finds nothing to do waits before looking again. */
  readonly pollMs: number;
  /** Errors of programs that no weather explains: any one fails the simulation. */
  readonly faults: string[];
}
