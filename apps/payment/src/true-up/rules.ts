import type { Pack } from '@canbao/rules';

/** The rule pack of the city; a class, so that it serves as a token. */
export class Rules {
  constructor(readonly pack: Pack) {}
}
