import { ledgerSyncEvents, published } from '@canbao/domain-ledger-sync';
import { runRelayThread } from '@canbao/service-kit/relay-thread';

runRelayThread('ledger-sync', { eventTypes: ledgerSyncEvents, published });
