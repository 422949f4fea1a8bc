export type { OnlineChannel } from '@canbao/domain-payment';
