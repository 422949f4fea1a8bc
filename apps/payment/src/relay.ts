import { anyEvents } from '@canbao/event-sourcing';
import { published } from '@canbao/domain-payment';
import { runRelayThread } from '@canbao/service-kit/relay-thread';

runRelayThread('payment', { eventTypes: anyEvents, published });
