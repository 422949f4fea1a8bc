import { published } from '@canbao/domain-payment';
import { runRelayThread } from '@canbao/service-kit/relay-thread';

runRelayThread('payment', published);
