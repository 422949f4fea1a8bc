import { EventStore1795466067000 } from './1795466067000-event-store';
import { ForgedRecords1795645200000 } from './1795645200000-forged-records';

/** Migrations of the tables that every event-sourced service has; they run before the services' own. */
export const coreMigrations = [EventStore1795466067000, ForgedRecords1795645200000];
