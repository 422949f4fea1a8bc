import {
  ruleOverrides,
  ruleOverridesStream,
  packInForce,
  type RuleOverridesState,
} from '@canbao/domain-assessment';
import { fold, genesisHash, type EventStore, type Loaded } from '@canbao/event-sourcing';
import type { Instant } from '@canbao/calendar';
import type { Pack } from '@canbao/rules';

/**
 * The rule pack that this service decides under. Operators' overrides are read with every use, so that an
 * approval counts at once in every instance (ADR 24). The class also serves as a token.
 */
export class RulePack {
  readonly stream: string;
  private laid: { readonly hash: string; readonly pack: Pack } | undefined;

  constructor(
    /** The pack as the release has it. */
    readonly released: Pack,
    private readonly store: EventStore,
  ) {
    this.stream = ruleOverridesStream(released);
  }

  /** The pack with the approved overrides. */
  async inForce(): Promise<Pack> {
    return this.packOf(await this.store.load([this.stream]));
  }

  /** The pack, where its stream was loaded together with others. */
  packOf(loaded: ReadonlyMap<string, Loaded>): Pack {
    const hash = loaded.get(this.stream)?.hash ?? genesisHash;
    if (this.laid?.hash !== hash)
      this.laid = { hash, pack: packInForce(this.released, this.stateOf(loaded)) };
    return this.laid.pack;
  }

  /** The pack as it stood at the instant: an override that was approved later is not in it. */
  packAt(loaded: ReadonlyMap<string, Loaded>, at: Instant): Pack {
    const events = loaded.get(this.stream)?.events ?? [];
    const known = events.filter(({ recordedAt }) => recordedAt <= at);
    if (known.length === events.length) return this.packOf(loaded);
    const overrides = fold(
      ruleOverrides(this.released),
      [this.stream],
      new Map([[this.stream, { events: known }]]),
    );
    return packInForce(this.released, overrides);
  }

  /** Every proposal for the pack. */
  async overrides(): Promise<RuleOverridesState> {
    return this.stateOf(await this.store.load([this.stream]));
  }

  private stateOf(loaded: ReadonlyMap<string, Loaded>): RuleOverridesState {
    return fold(ruleOverrides(this.released), [this.stream], loaded);
  }
}
