import { hash } from 'node:crypto';
import { paymentRejections, type Admitted, type Digests } from '@canbao/domain-payment';
import { Problem, uuidOf } from '@canbao/service-kit';

/** Hashing for the domain, which cannot do it itself. */
export const digests: Digests = { uuidOf, digestOf: (text) => hash('sha256', text) };

/** The command of a counter's report. @throws Problem when the report is refused. */
export const commandOf = <Command>(admitted: Admitted<Command>): Command => {
  if ('command' in admitted) return admitted.command;
  throw new Problem(admitted.refused, paymentRejections[admitted.refused]);
};
