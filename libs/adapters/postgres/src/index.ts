export { alone, aloneBriefly } from './database/alone';
export { Database, type DatabaseOptions } from './database/database';
export { inTransaction } from './database/on-connection';
export { plainArray } from './database/plain-array';
export { instantText } from './database/sql-time';
export { uniqueViolation } from './database/unique-violation';
export { forwardOnly } from './migrations/forward-only';
export { createLogins, LoginFault, type LoginPasswords } from './logins/create-logins';
export { databaseIn, loginOf, urlFor } from './logins/login';
export type { GrantingMigration } from './migrations/granting-migration';
export { migrate, type Migration } from './migrations/migrate';
export { PostgresEventStore, type PostgresEventStoreOptions } from './store/postgres-event-store';
export type { InlineView, ProjectionTable, Statement } from './store/inline-view';
export { evidenceColumns, provenEventOf, type EvidenceRow } from './evidence/evidence-row';
export { endOf, securityEventsAfter, type SecurityEvent } from './evidence/security-events';
export { provenEvents, sealedEvents } from './evidence/sealed-events';
export {
  isUnsealed,
  lastSeal,
  leavesAfter,
  sealOver,
  sealsAfter,
  sealStream,
  type LastSeal,
  type PlacedLeaf,
  type Reader,
} from './evidence/seals';
export { RateCounts } from './limits/rate-counts';
export { PostgresInbox } from './inbox/inbox';
export type { ParkedState } from './inbox/parked-state';
export { PostgresOutbox } from './outbox/outbox';
export { publishedUpTo, type RelayState } from './outbox/relay-state';
export { operationalState, type OldestTransaction, type OperationalState } from './operational-state';
export { rebuild, RebuildFault, type RebuildOptions, type Rebuilt } from './rebuild/rebuild';
export type { DifferingRow, TableDigest, TableProof } from './rebuild/proof';
export { SignedNonces } from './nonces/signed-nonces';
