import type { Pack } from '@canbao/rules';

/** The rule pack that this service decides under. A class, so that it serves as a token. */
export abstract class RulePack {
  abstract readonly pack: Pack;
}
