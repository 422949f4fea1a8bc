import { published, registrationEvents } from '@canbao/domain-registration';
import { runRelayThread } from '@canbao/service-kit/relay-thread';

runRelayThread('registration', { eventTypes: registrationEvents, published });
