import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import type { SettableClock } from '../clock';
import type { ChannelFaults, CounterpartName } from './faults';

/** What every counterpart is given. */
export interface World {
  readonly pool: Pool;
  readonly clock: SettableClock;
  readonly faults: ChannelFaults;
  /** Where the platform takes its messages: the address of the portal's `/v1`. */
  readonly platformUrl: string;
  /** Keys and shared secrets of the counterparts, by the name of the counterpart. */
  readonly secrets: Readonly<Record<string, unknown>>;
}

/** An order as its payer sees it at the cashier; `total` in yuan. */
export interface Bill {
  readonly subject: string;
  readonly total: string;
  readonly state: 'open' | 'paid' | 'closed';
}
/** What a payer does at the cashier of a wallet. */
export interface Cashier {
  readonly look: (world: World, number: string) => Promise<Bill | undefined>;
  /** Pays, or lets the payment fail. @returns why nothing was paid; undefined where it was */
  readonly pay: (world: World, number: string, outcome: 'success' | 'failed') => Promise<string | undefined>;
}

/**
 * The other side of a channel, or the treasury: it has books of its own and shares no code with the platform.
 */
export interface Counterpart {
  readonly name: CounterpartName | 'banks';
  /** Its tables, in the schema `sandbox`; run at every start. */
  readonly schema: string;
  /** What the platform calls, below `/channels/{name}`: bodies are bytes as they came (`Buffer`). */
  readonly outside: (app: FastifyInstance, world: World) => void;
  /** What a payer, a teller or a test does there, below `/sandbox/channels/{name}`, in JSON. */
  readonly inside: (app: FastifyInstance, world: World) => void;
  /** Where people pay by the wallet in a browser. */
  readonly cashier?: Cashier;
  /** Work by itself, such as notifying again; ends with the returned function. */
  readonly run?: (world: World) => () => Promise<void>;
}
