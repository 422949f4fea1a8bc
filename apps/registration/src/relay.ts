import { anyEvents } from '@canbao/event-sourcing';
import { published } from '@canbao/domain-registration';
import { runRelayThread } from '@canbao/service-kit/relay-thread';

runRelayThread('registration', { eventTypes: anyEvents, published });
