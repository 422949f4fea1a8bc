import { EventStore1795466067000 } from './1795466067000-event-store';
import { ProjectionDigest1795466068000 } from './1795466068000-projection-digest';
import { ProjectionDefinition1795624000000 } from './1795624000000-projection-definition';

/** Migrations of the tables that every event-sourced service has. */
export const coreMigrations = [
  EventStore1795466067000,
  ProjectionDigest1795466068000,
  ProjectionDefinition1795624000000,
];
