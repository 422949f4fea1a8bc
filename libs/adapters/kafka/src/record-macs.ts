import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { IHeaders } from 'kafkajs';
import { topics, type Publisher, type Topic } from '@canbao/contracts';
import type { RawRecord } from '@canbao/event-sourcing';
import { partitionOf } from './partition';

/** The header that carries the MAC: the id of the secret, a colon, and 32 bytes in base64url. */
export const macHeader = 'canbao-mac';

/**
 * Secrets by key id, 32 bytes or more each, in base64url. `current` signs; the others still verify, so that a
 * secret is replaced by adding its successor everywhere first.
 */
export interface Keyring {
  readonly current: string;
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * The secrets of the services that publish, by service. A process needs its own, and those of the services
 * whose topics it reads.
 */
export type EnvelopeKeys = { readonly [publisher in Publisher]?: Keyring };

/**
 * Writes and checks the keyed hash (HMAC SHA-256) of every record (ADR 34). Whoever can write to a topic, but
 * has no secret of its publisher, cannot make a record that is taken for an event.
 */
export class RecordMacs {
  private readonly keys: ReadonlyMap<string, ReadonlyMap<string, KeyObject>>;
  private readonly current: ReadonlyMap<string, string>;

  constructor(settings: EnvelopeKeys) {
    const rings = Object.entries(settings);
    this.keys = new Map(rings.map(([service, { secrets }]) => [service, keysOf(secrets)]));
    this.current = new Map(rings.map(([service, { current }]) => [service, current]));
  }

  /** The services whose records can be neither signed nor checked. */
  missing<P extends Publisher>(services: readonly P[]): P[] {
    return services.filter((service) => !this.keys.has(service));
  }

  /** The value of the header. @throws when there is no secret of the topic's service. */
  sign(topic: Topic, key: string, value: string): string {
    const service = topics[topic];
    const kid = this.current.get(service) ?? '';
    const secret = this.keys.get(service)?.get(kid);
    if (secret === undefined) throw new Error(`ENVELOPE_KEYS has no current secret of ${service}`);
    return `${kid}:${macOf(secret, topic, key, value).toString('base64url')}`;
  }

  /**
   * Why a record was not written by the service that owns its topic; undefined where it was. A true record
   * that somebody has copied to another partition would overtake those before it, so its place counts, too.
   */
  fault({ topic, partition, key, value, mac }: RawRecord): string | undefined {
    if (mac === undefined) return 'it has no MAC';
    if (key === undefined) return 'it has no key';
    const colon = mac.lastIndexOf(':');
    const keys = this.keys.get(topics[topic as Topic] ?? '');
    const secret = keys?.get(mac.slice(0, Math.max(0, colon)));
    if (secret === undefined) return 'its MAC names no secret of the service that owns the topic';
    const [actual, expected] = [
      Buffer.from(mac.slice(colon + 1), 'base64url'),
      macOf(secret, topic, key, value),
    ];
    if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return 'its MAC is wrong';
    return partitionOf(key) === partition ? undefined : "it lies in another partition than its key's";
  }
}

/** The MAC among the headers of a record; none where there are several. */
export const macIn = (headers: IHeaders | undefined): string | undefined => {
  const mac = headers?.[macHeader];
  return Array.isArray(mac) ? undefined : mac?.toString();
};

/** The length of the key keeps a byte from moving between key and value. */
const macOf = (secret: KeyObject, topic: string, key: string, value: string): Buffer =>
  createHmac('sha256', secret).update(`${topic}\n${key.length}\n${key}\n${value}`).digest();

const keysOf = (secrets: Keyring['secrets']): ReadonlyMap<string, KeyObject> =>
  new Map(Object.entries(secrets).map(([kid, secret]) => [kid, createSecretKey(secret, 'base64url')]));
