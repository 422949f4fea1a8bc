import { paymentEvents, published } from '@canbao/domain-payment';
import { runRelayThread } from '@canbao/service-kit/relay-thread';

runRelayThread('payment', { eventTypes: paymentEvents, published });
