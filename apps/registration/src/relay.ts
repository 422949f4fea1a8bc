import { published } from '@canbao/domain-registration';
import { runRelayThread } from '@canbao/service-kit/relay-thread';

runRelayThread('registration', published);
