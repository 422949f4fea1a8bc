import { EventStore1795466067000 } from './1795466067000-event-store';
import { SecurityLog1795466068000 } from './1795466068000-security-log';
import { ForgedRecords1795645200000 } from './1795645200000-forged-records';
import { RelayLease1795645300000 } from './1795645300000-relay-lease';

/** Migrations of the tables that every event-sourced service has. */
export const coreMigrations = [
  EventStore1795466067000,
  SecurityLog1795466068000,
  ForgedRecords1795645200000,
  RelayLease1795645300000,
];
