import { eventLeaf, type SignedSeal } from '@canbao/evidence';
import type { Stored } from './stored';
import type { Tables } from './tables';

/** The leaf of a stored event. */
export const leafOf = ({ position, hash }: Stored): Buffer => eventLeaf({ position: String(position), hash });

/** The seals of a service, in the order of their stream. */
export const sealsOf = ({ streams }: Tables): SignedSeal[] =>
  (streams.get('seals') ?? []).map(({ data }) => data as SignedSeal);

/** Whether anything but seals was stored since the last seal. */
export const isUnsealed = (tables: Tables): boolean => {
  const to = BigInt(sealsOf(tables).at(-1)?.to ?? 0);
  return tables.log.some(({ position, type }) => position > to && type !== 'EventsSealed');
};
