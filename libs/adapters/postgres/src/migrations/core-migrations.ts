import { EventStore1795466067000 } from './1795466067000-event-store';

/** Migrations of the tables that every event-sourced service has; they run before the services' own. */
export const coreMigrations = [EventStore1795466067000];
