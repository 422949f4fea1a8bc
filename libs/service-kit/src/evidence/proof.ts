import type { Proof, ProvenEvent } from '@canbao/evidence';
import { sealedEvents, type Database } from '@canbao/postgres';
import { Problem } from '../http/problem';

/** A minute may pass until the next seal. */
const retryAfterSeconds = 60;

/**
 * The proof that these events were stored before their seals, and not changed since.
 * @throws Problem `not-sealed-yet`, with the seconds to wait, while an event is younger than the last seal.
 */
export const proofOfEvents = async (
  database: Database,
  about: Proof['about'],
  events: readonly ProvenEvent[],
): Promise<Proof> => {
  const sealed = await sealedEvents(database.pool, events);
  if (sealed !== undefined) return { format: 'canbao-proof-1', about, events: sealed };
  throw Problem.general('not-sealed-yet', { retryAfterSeconds });
};
