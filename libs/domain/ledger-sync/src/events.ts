import { delegationEvents } from '@canbao/domain-delegation';
import { eventTypes } from '@canbao/event-sourcing';
import { answerIntakeEvents } from './bureau/answer-intake';
import { bureauDayEvents } from './bureau/bureau-day.events';
import { postingEvents } from './posting/posting.events';

/** Every event that ledger-sync stores. */
export const ledgerSyncEvents = eventTypes([
  ...postingEvents.declarations,
  ...answerIntakeEvents.declarations,
  ...bureauDayEvents.declarations,
  ...delegationEvents.declarations,
]);
