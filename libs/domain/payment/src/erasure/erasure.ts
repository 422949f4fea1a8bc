import { dayOf, type Day, type Instant } from '@canbao/calendar';
import type { ErasureStatus } from '@canbao/contracts';
import { accept, reject, type Decider, type Outcome, type StreamName } from '@canbao/event-sourcing';
import { condition, keptUntil, type Condition } from '@canbao/rules';
import { insurances, type Insurance } from '@canbao/vocabulary';
import { agreementEvents, type AgreementEvent } from '../debit/agreement.events';
import { agreementStream, evolveAgreements, type Agreements } from '../debit/agreement';
import { payabilityEvents, type PayabilityEvent } from '../payability/payability.events';
import { evolvePayability, newPayability, payabilityStream, type Payability } from '../payability/payability';
import {
  ErasureDecided,
  ErasureRequested,
  PersonErased,
  ProcessingRestricted,
  type ErasureEvent,
} from './erasure.events';

/** What of a person's money is under way, and the last day on which any has moved. */
export interface MoneyOf {
  readonly openOrders: readonly string[];
  readonly held: readonly string[];
  readonly refunds: readonly string[];
  readonly debits: readonly string[];
  readonly lastMovedOn?: Day;
}

interface About {
  readonly personId: string;
  readonly at: Instant;
}
/** Asks for an erasure; `by` is the caller's whole identity. */
export type RequestErasure = About & { readonly type: 'RequestErasure'; readonly by: string };
/** Decides on an erasure that two operators want, or on one whose time has come. */
export type DecideErasure = About & { readonly type: 'DecideErasure'; readonly money: MoneyOf };
/** The keys are destroyed. */
export type CompleteErasure = About & { readonly type: 'CompleteErasure' };
export type ErasureCommand = RequestErasure | DecideErasure | CompleteErasure;
/** Why an erasure is refused; the conditions say what stands in the way. */
export type ErasureReason = 'erasure-not-possible';

/** How far a person's erasure has got, beside what decides on it. */
export interface Erasure {
  readonly status: ErasureStatus;
  readonly requestedAt?: Instant;
  readonly keptUntil?: Day;
  readonly payability: Payability;
  readonly agreements: Agreements;
}

/** The stream of a person's erasure. */
export const erasureStream = (personId: string): StreamName => `erasure-${personId}`;

type Loaded = ErasureEvent | PayabilityEvent | AgreementEvent;
type Decided = Outcome<ErasureEvent, ErasureReason>;

/**
 * The erasure of a person's data (PIPL, Art. 47): asked for, decided, done. Where the law has payments kept,
 * the data are restricted instead. It loads what it can of the facts that decide; the money of the person is
 * in tables.
 */
export const erasure: Decider<ErasureCommand, Erasure, ErasureEvent, ErasureReason> = {
  initial: { status: 'none', payability: newPayability, agreements: {} },
  streams: ({ personId }) => [erasureStream(personId), payabilityStream(personId), agreementStream(personId)],
  decide: (command, state) => {
    const { personId, at } = command;
    const status = erasureStatus(state, at);
    switch (command.type) {
      case 'RequestErasure':
        return status === 'none' ? accept(ErasureRequested({ personId, by: command.by, at })) : accept();
      case 'DecideErasure':
        return status === 'erasing' || status === 'erased' ? accept() : decide(command, state);
      case 'CompleteErasure':
        return status === 'erasing' ? accept(PersonErased({ personId, at })) : accept();
    }
  },
  evolve: (state, event) => evolve(state, event as Loaded),
};

const decide = ({ personId, at, money }: DecideErasure, state: Erasure): Decided => {
  const conditions = againstErasure(state, money, at);
  if (conditions.length > 0) return reject('erasure-not-possible', { conditions });
  const kept = keptOn(money, at);
  if (kept === undefined) return accept(ErasureDecided({ personId, at }));
  if (state.status === 'restricted' && state.keptUntil === kept) return accept();
  return accept(ProcessingRestricted({ personId, keptUntil: kept, at }));
};

/** Whoever has enrolled again is restricted no longer. */
export const erasureStatus = ({ status, payability }: Erasure, at: Instant): ErasureStatus =>
  status === 'restricted' && insuredFor(payability, dayOf(at)).length > 0 ? 'none' : status;

/** What stands in the way of an erasure beside the time for which payments are kept; all of it. */
export const againstErasure = (
  { payability, agreements }: Pick<Erasure, 'payability' | 'agreements'>,
  { openOrders, held, refunds, debits }: MoneyOf,
  at: Instant,
): Condition[] => {
  const insured = insuredFor(payability, dayOf(at));
  const live = Object.values(agreements)
    .filter(({ status }) => status !== 'stopped' && status !== 'refused')
    .map(({ agreementId }) => agreementId);
  return [
    ...(insured.length === 0
      ? []
      : [condition('erasure-still-insured', { details: { insurances: insured } })]),
    ...named('erasure-debit-agreement', live),
    ...named('erasure-debit-open', debits),
    ...named('erasure-order-open', openOrders),
    ...named('erasure-refund-open', refunds),
    ...named('erasure-money-held', held),
  ];
};

/** Until when the law has what the person has paid kept, where that is not over: the last day of it. */
export const keptOn = ({ lastMovedOn }: MoneyOf, at: Instant): Day | undefined => {
  const until = lastMovedOn === undefined ? undefined : keptUntil(lastMovedOn);
  return until === undefined || until < dayOf(at) ? undefined : until;
};

const named = (code: Parameters<typeof condition>[0], ids: readonly string[]): Condition[] =>
  ids.length === 0 ? [] : [condition(code, { details: { ids } })];

/** Insurances that the person is enrolled for, or will be; nobody is after their death. */
const insuredFor = ({ enrolments, diedOn }: Payability, today: Day): Insurance[] =>
  insurances.filter(
    (insurance) =>
      diedOn === undefined &&
      (enrolments[insurance] ?? []).some(({ until }) => until === undefined || until >= today),
  );

const evolve = (state: Erasure, event: Loaded): Erasure => {
  if (agreementEvents.has(event)) return { ...state, agreements: evolveAgreements(state.agreements, event) };
  if (payabilityEvents.has(event)) {
    const payability = evolvePayability(state.payability, event);
    return { ...state, payability };
  }
  switch (event.type) {
    case 'ErasureRequested':
      return { ...state, status: 'requested', requestedAt: event.data.at };
    case 'ProcessingRestricted':
      return { ...state, status: 'restricted', keptUntil: event.data.keptUntil };
    case 'ErasureDecided':
      return { ...state, status: 'erasing' };
    case 'PersonErased':
      return { ...state, status: 'erased' };
  }
};
