import { assessmentEvents, published } from '@canbao/domain-assessment';
import { runRelayThread } from '@canbao/service-kit/relay-thread';

runRelayThread('assessment', { eventTypes: assessmentEvents, published });
