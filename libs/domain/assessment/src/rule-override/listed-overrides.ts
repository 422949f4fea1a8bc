import { layOverrides, type Pack } from '@canbao/rules';
import { statusOf, type RuleOverrideProposal, type RuleOverridesState } from './rule-overrides';

/** A proposal as it is listed: `replaced` by a later override of its row, or `lapsed` by a release. */
export type ListedOverride = Omit<RuleOverrideProposal, 'decision'> & {
  readonly status: 'proposed' | 'approved' | 'replaced' | 'lapsed' | 'rejected' | 'withdrawn';
  readonly approvedBy?: string;
  readonly rejectedBy?: string;
  readonly decidedAt?: string;
  readonly reason?: string;
};

/** The pack as it is in force: with every approved override that it still takes. */
export const packInForce = (pack: Pack, state: RuleOverridesState): Pack =>
  layOverrides(pack, state.approved).pack;

/** Every proposal with what became of it, the latest first. */
export const listedOverrides = (pack: Pack, state: RuleOverridesState): readonly ListedOverride[] => {
  const { pack: laid, faulty } = layOverrides(pack, state.approved);
  const isIn = (overrides: readonly { readonly overrideId: string }[], id: string): boolean =>
    overrides.some(({ overrideId }) => overrideId === id);
  const placeOf = (id: string): ListedOverride['status'] => {
    if (isIn(laid.overrides ?? [], id)) return 'approved';
    return isIn(
      faulty.map(({ override }) => override),
      id,
    )
      ? 'lapsed'
      : 'replaced';
  };
  return state.proposals.toReversed().map((proposal) => {
    const { decision, ...proposed } = proposal;
    const status = statusOf(proposal);
    return {
      ...proposed,
      ...decision,
      status: status === 'approved' ? placeOf(proposed.overrideId) : status,
    };
  });
};
