import { z } from 'zod';
import { Channel, InstantText } from './primitives';

/**
 * What an installation sets of its rule pack (`RULE_CONFIG`): values that no source gives. Every service that
 * reads the pack is given the same.
 */
export const RuleConfig = z.strictObject({
  'deferral.closeAt': InstantText.exactOptional(),
  /** By channel, where it stops taking deferred months before the deferral closes. */
  'deferral.channelCloseAt': z.partialRecord(Channel, InstantText).exactOptional(),
  'pension.trueUp': z.enum(['none', 'charge', 'charge-and-refund']).exactOptional(),
});
export type RuleConfig = z.infer<typeof RuleConfig>;
