import type { ContractEvent } from '@canbao/contracts';
import type { PayerEvent } from './payer.events';
import type { PersonEvent } from './person.events';
import { readEvents, type ReadEvent } from './personal-data-read';

type Own = { readonly [E in PersonEvent | PayerEvent as E['type']]: E['data'] };
type Stored<T extends keyof Own> = { readonly [K in T]: { type: K; data: Own[K] } }[T];
type Published<T extends keyof Own> = {
  readonly [K in T]: { type: `canbao.registration.${K}.v1`; data: Own[K] };
}[T];

/** The public surface: what happens to persons and payers. None carries personal data. */
export function published(event: PersonEvent | PayerEvent): ContractEvent;
export function published(event: PersonEvent | PayerEvent | ReadEvent): ContractEvent | undefined;
export function published(event: PersonEvent | PayerEvent | ReadEvent): ContractEvent | undefined {
  return readEvents.has(event) ? undefined : renamed(event);
}

const renamed = <T extends keyof Own>({ type, data }: Stored<T>): Published<T> => ({
  type: `canbao.registration.${type}.v1` as const,
  data,
});
