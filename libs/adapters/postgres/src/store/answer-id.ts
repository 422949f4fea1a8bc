import { hash } from 'node:crypto';
import type { IdempotencyKey } from '@canbao/event-sourcing';

/** The id of the answer to a key: 128 bits of a hash of scope and key, written as the digits of a UUID. */
export const answerIdOf = ({ scope, key }: Pick<IdempotencyKey, 'scope' | 'key'>): string =>
  hash('sha256', JSON.stringify([scope, key])).slice(0, 32);
