import {
  assessmentEvents,
  accountEvents,
  billIntake,
  billIntakeEvents,
  ruleOverrideEvents,
  ruleOverrides,
} from '@canbao/domain-assessment';
import { delegation, delegationEvents } from '@canbao/domain-delegation';
import {
  answerIntake,
  answerIntakeEvents,
  bureauDay,
  bureauDayEvents,
  ledgerSyncEvents,
  posting,
  postingEvents,
} from '@canbao/domain-ledger-sync';
import {
  agreementEvents,
  debitAgreement,
  debitItem,
  debitItemEvents,
  debitPack,
  debitRun,
  debitRunEvents,
  erasure,
  erasureEvents,
  packEvents,
  paymentOrderEvents as orderEvents,
  paymentEvents,
  paymentOrder,
  shiftEvents,
  shifts,
  trueUpRun,
  trueUpRunEvents,
} from '@canbao/domain-payment';
import {
  bureauAnswer,
  bureauDayEvents as notedDayEvents,
  bureauDayNote,
  bureauEvents,
  caseEvents,
  cases,
  channelDay,
  channelDayEvents,
} from '@canbao/domain-reconciliation';
import {
  checkEvents,
  identityChecks,
  intakeEvents,
  messageIntake,
  payer,
  payerEvents,
  person,
  personEvents,
  registrationEvents,
} from '@canbao/domain-registration';
import {
  eventTypes,
  type DeclaredEvents,
  type Decider,
  type Event,
  type EventType,
  type EventTypes,
} from '@canbao/event-sourcing';
import type { Published } from '@canbao/kafka';
import { kitEvents, withSeals } from '@canbao/service-kit';
import { account, rules, services, type ServiceName } from '../services';

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

/** With what every service stores beside its own, which no decider of the service folds. */
const contextOf = (service: ServiceName, own: DeclaredEvents<EventType>, folds: readonly Fold[]): Context => {
  const { published } = services[service];
  return {
    eventTypes: eventTypes([...own.declarations, ...kitEvents.declarations]),
    published: withSeals(service, { eventTypes: own, published }).published,
    folds: [...folds, (event) => kitEvents.has(event)],
  };
};

export const contexts: Readonly<Record<ServiceName, Context>> = {
  registration: contextOf('registration', registrationEvents, [
    foldOf(personEvents, person),
    foldOf(payerEvents, payer),
    foldOf(checkEvents, identityChecks),
    foldOf(intakeEvents, messageIntake),
  ]),
  assessment: contextOf('assessment', assessmentEvents, [
    foldOf(accountEvents, account),
    foldOf(billIntakeEvents, billIntake),
    foldOf(ruleOverrideEvents, ruleOverrides(rules)),
    delegations,
  ]),
  payment: contextOf('payment', paymentEvents, [
    foldOf(orderEvents, paymentOrder),
    foldOf(agreementEvents, debitAgreement),
    foldOf(debitRunEvents, debitRun),
    foldOf(debitItemEvents, debitItem),
    foldOf(packEvents, debitPack),
    foldOf(shiftEvents, shifts),
    foldOf(trueUpRunEvents, trueUpRun),
    foldOf(erasureEvents, erasure),
    foldOf(caseEvents, cases),
    foldOf(channelDayEvents, channelDay),
    foldOf(bureauEvents, bureauAnswer),
    foldOf(notedDayEvents, bureauDayNote),
    delegations,
  ]),
  'ledger-sync': contextOf('ledger-sync', ledgerSyncEvents, [
    foldOf(postingEvents, posting),
    foldOf(answerIntakeEvents, answerIntake),
    foldOf(bureauDayEvents, bureauDay),
    delegations,
  ]),
};
