import type { ContractEvent } from '@canbao/contracts';
import { eventTypes, type EventOf } from '@canbao/event-sourcing';
import { checkEvents } from './identity-check.events';
import { BeneficiariesCounted, type PayerEvent } from './payer.events';
import type { PersonEvent } from './person.events';

/** Facts that stay inside the service. */
const innerEvents = eventTypes([...checkEvents.declarations, BeneficiariesCounted]);
type Inner = EventOf<(typeof innerEvents.declarations)[number]>;
type Public = Exclude<PersonEvent | PayerEvent, Inner>;

type Own = { readonly [E in Public as E['type']]: E['data'] };
type Stored<T extends keyof Own> = { readonly [K in T]: { type: K; data: Own[K] } }[T];
type Published<T extends keyof Own> = {
  readonly [K in T]: { type: `canbao.registration.${K}.v1`; data: Own[K] };
}[T];

/** The public surface: what happens to persons and payers. None carries personal data. */
export function published(event: Public): ContractEvent;
export function published(event: Public | Inner): ContractEvent | undefined;
export function published(event: Public | Inner): ContractEvent | undefined {
  return innerEvents.has(event) ? undefined : renamed(event);
}

const renamed = <T extends keyof Own>({ type, data }: Stored<T>): Published<T> => ({
  type: `canbao.registration.${type}.v1` as const,
  data,
});
