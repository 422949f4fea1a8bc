import { anyEvents } from '@canbao/event-sourcing';
import { published } from '@canbao/domain-assessment';
import { runRelayThread } from '@canbao/service-kit/relay-thread';

runRelayThread('assessment', { eventTypes: anyEvents, published });
