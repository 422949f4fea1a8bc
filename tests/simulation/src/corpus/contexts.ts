import {
  assessmentEvents,
  accountEvents,
  published as assessmentPublished,
  ruleOverrideEvents,
  ruleOverrides,
} from '@canbao/domain-assessment';
import { delegation, delegationEvents } from '@canbao/domain-delegation';
import {
  ledgerSyncEvents,
  posting,
  postingEvents,
  published as ledgerSyncPublished,
} from '@canbao/domain-ledger-sync';
import {
  ownEvents as orderEvents,
  paymentEvents,
  paymentOrder,
  published as paymentPublished,
} from '@canbao/domain-payment';
import {
  payer,
  payerEvents,
  person,
  personEvents,
  published as registrationPublished,
  personalDataReads,
  readEvents,
  registrationEvents,
} from '@canbao/domain-registration';
import type { DeclaredEvents, Decider, Event, EventType, EventTypes } from '@canbao/event-sourcing';
import type { Published } from '@canbao/kafka';
import { account, rules, type ServiceName } from '../services';

/** Folds an event that belongs to a decider, from its initial state; says so when it belongs to another. */
type Fold = (event: Event) => boolean;

/** What a service makes of the events that it stores. */
export interface Context {
  readonly eventTypes: DeclaredEvents<EventType>;
  readonly published: Published;
  readonly folds: readonly Fold[];
}

const foldOf =
  <Command, State, E extends Event>(types: EventTypes<E>, decider: Decider<Command, State, E>): Fold =>
  (event) => {
    if (!types.has(event)) return false;
    decider.evolve(decider.initial, event);
    return true;
  };
const delegations = foldOf(delegationEvents, delegation);

export const contexts: Readonly<Record<ServiceName, Context>> = {
  registration: {
    eventTypes: registrationEvents,
    published: registrationPublished as Published,
    folds: [foldOf(personEvents, person), foldOf(payerEvents, payer), foldOf(readEvents, personalDataReads)],
  },
  assessment: {
    eventTypes: assessmentEvents,
    published: assessmentPublished as Published,
    folds: [foldOf(accountEvents, account), foldOf(ruleOverrideEvents, ruleOverrides(rules)), delegations],
  },
  payment: {
    eventTypes: paymentEvents,
    published: paymentPublished as Published,
    folds: [foldOf(orderEvents, paymentOrder), delegations],
  },
  'ledger-sync': {
    eventTypes: ledgerSyncEvents,
    published: ledgerSyncPublished as Published,
    folds: [foldOf(postingEvents, posting), delegations],
  },
};
