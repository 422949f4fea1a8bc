import type { ContractEvent } from '@canbao/contracts';
import { eventTypes, type EventOf } from '@canbao/event-sourcing';
import type { FeedEvent, RegistrationCase } from './feed/message.events';
import type { IntakeEvent } from './feed/intake.events';
import { checkEvents } from './identity-check.events';
import { BeneficiariesCounted, type PayerEvent } from './payer.events';
import { IdentityErased, IdentityRestricted, type PersonEvent } from './person.events';

/** Facts that stay inside the service. */
const innerEvents = eventTypes([
  ...checkEvents.declarations,
  BeneficiariesCounted,
  IdentityRestricted,
  IdentityErased,
]);
type Inner = EventOf<(typeof innerEvents.declarations)[number]>;
type Public = Exclude<PersonEvent | PayerEvent | IntakeEvent, Inner>;
/** What is published in other words than it is stored, or without a change of its lists. */
type Told = FeedEvent | IntakeEvent;

type Own = { readonly [E in Exclude<Public, Told> as E['type']]: E['data'] };
type Stored<T extends keyof Own> = { readonly [K in T]: { type: K; data: Own[K] } }[T];
type Published<T extends keyof Own> = {
  readonly [K in T]: { type: `canbao.registration.${K}.v1`; data: Own[K] };
}[T];

/** The public surface: what happens to persons and payers. None carries personal data. */
export function published(event: Exclude<Public, { type: 'MessageFileAnswered' }>): ContractEvent;
export function published(event: Public | Inner): ContractEvent | undefined;
export function published(event: Public | Inner): ContractEvent | undefined {
  if (innerEvents.has(event)) return undefined;
  switch (event.type) {
    case 'EnrolmentsRestated':
      return {
        type: 'canbao.registration.EnrolmentsRestated.v1',
        data: { ...event.data, enrolments: [...event.data.enrolments] },
      };
    case 'BureauMessageTaken':
    case 'BureauMessageConflicted': {
      const { personId, bureau, messageNo, takenAt: answeredAt } = event.data;
      const outcome = event.type === 'BureauMessageTaken' ? 'taken' : 'conflicting';
      return answered({ personId, bureau, messageNo, outcome, answeredAt });
    }
    case 'BureauMessageRefused': {
      const { messageId: _, digest: _digest, refusedAt: answeredAt, ...refused } = event.data;
      return answered({ ...refused, outcome: 'refused', answeredAt });
    }
    case 'BureauMessageParked': {
      const { messageId: messageNo, bureau, because, parkedAt: answeredAt } = event.data;
      return answered({ bureau, messageNo, outcome: 'parked', because, answeredAt });
    }
    case 'MessageFileAnswered':
      return undefined;
    case 'RegistrationCaseOpened':
      return { type: 'canbao.registration.RegistrationCaseOpened.v1', data: caseOf(event.data) };
    case 'RegistrationCaseClosed':
      return { type: 'canbao.registration.RegistrationCaseClosed.v1', data: caseOf(event.data) };
    default:
      return renamed(event);
  }
}

type DataOf<Type extends ContractEvent['type']> = Extract<ContractEvent, { type: Type }>['data'];

const answered = (data: DataOf<'canbao.registration.BureauMessageAnswered.v1'>): ContractEvent => ({
  type: 'canbao.registration.BureauMessageAnswered.v1',
  data,
});

const caseOf = (opened: RegistrationCase & { readonly personId: string }) => ({
  ...opened,
  owners: [...opened.owners],
  facts: opened.facts.map((fact) => ({ ...fact })),
});

const renamed = <T extends keyof Own>({ type, data }: Stored<T>): Published<T> => ({
  type: `canbao.registration.${type}.v1` as const,
  data,
});
