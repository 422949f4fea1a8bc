import { hash } from 'node:crypto';
import type { IdempotencyKey } from '@canbao/event-sourcing';

/** The id under which the answer to a key is stored: 128 bits of a hash of scope and key, as a UUID's digits. */
export const answerIdOf = ({ scope, key }: Pick<IdempotencyKey, 'scope' | 'key'>): string =>
  hash('sha256', JSON.stringify([scope, key])).slice(0, 32);
