import { EventStore1795466067000 } from './1795466067000-event-store';
import { SecurityLog1795466068000 } from './1795466068000-security-log';
import { ForgedRecords1795466069000 } from './1795466069000-forged-records';
import { RelayLease1795466070000 } from './1795466070000-relay-lease';
import { RateCount1795466071000 } from './1795466071000-rate-count';
import { OldestTransaction1795466072000 } from './1795466072000-oldest-transaction';
import { SignedNonces1795466073000 } from './1795466073000-signed-nonces';

/** Migrations of the tables that every event-sourced service has; their timestamps come before all others. */
export const coreMigrations = [
  EventStore1795466067000,
  SecurityLog1795466068000,
  ForgedRecords1795466069000,
  RelayLease1795466070000,
  RateCount1795466071000,
  OldestTransaction1795466072000,
  SignedNonces1795466073000,
];
