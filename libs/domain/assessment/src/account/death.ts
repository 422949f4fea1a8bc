import type { Day } from '@canbao/calendar';
import { accept, type Outcome } from '@canbao/event-sourcing';
import type { Insurance } from '@canbao/vocabulary';
import type { AccountState } from './account-state';
import type { AccountEvent } from './contribution-account.events';

/** Registration has recorded a death, or put its day right. */
export interface NoteDeath {
  readonly type: 'NoteDeath';
  readonly personId: string;
  readonly insurance: Insurance;
  readonly on: Day;
}

/** Notes the day of death, once. */
export const noteDeath = (
  { personId, insurance, on }: NoteDeath,
  { diedOn }: AccountState,
): Outcome<AccountEvent, never> =>
  diedOn === on ? accept() : accept({ type: 'DeathNoted', data: { personId, insurance, on } });
