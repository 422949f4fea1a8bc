import type { Clock } from '@canbao/calendar';
import { TipsDebitBank, type BatchDebitSettings } from '@canbao/channels';
import type { Log } from '@canbao/runtime';
import { DebitConnection } from './connection';

/** Connects the banks of batch debit, where there is a setting. */
export const connectDebits =
  (settings: BatchDebitSettings | undefined) =>
  (clock: Clock, log: Log): DebitConnection => {
    if (settings === undefined) return new DebitConnection();
    const bank = new TipsDebitBank(settings, clock, (trouble) =>
      log.warn({ ...trouble }, 'the node of batch debit gave no good answer'),
    );
    return new DebitConnection({ bank, accountKeys: settings.accountKeys });
  };
