export { Database, type Migration } from './database';
export { PostgresEventStore, type InlineView } from './postgres-event-store';
export { hashOf } from './event-hash';
export { digestMigrations, type ProjectionTable } from './projections';
export { rebuild, RebuildFault, type Counted, type Rebuilt, type TableProof } from './rebuild';
export { plainArray } from './plain-array';
export { PostgresInbox } from './inbox';
export { PostgresOutbox } from './outbox';
