import { EventStore1795635000000 } from './1795635000000-event-store';

/** Migrations of the tables that every event-sourced service has. */
export const coreMigrations = [EventStore1795635000000];
