import type { ChannelKey, SigningChannel } from './bank-keys';
import type { Claim } from './signed-text';

/** A signature whose headers are in order, until its body has come. */
export interface ClaimedSignature {
  readonly channel: SigningChannel;
  readonly key: ChannelKey;
  readonly claim: Claim;
  proven: boolean;
}
