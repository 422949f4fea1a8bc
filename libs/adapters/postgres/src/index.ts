export { Gather } from './gather';
export { isTransient } from './transient';
export { Database, type Migration } from './database';
export { PostgresEventStore, type InlineView } from './postgres-event-store';
export { hashOf } from './event-hash';
