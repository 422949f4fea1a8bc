import type { RegistrationMessage } from '@canbao/contracts';
import type { Bureau, BureauMessage } from '@canbao/domain-registration';

/** A message as the domain knows it: without the person, and without what is not said. */
export const messageOf = (
  bureau: Bureau,
  { messageNo, businessDate, sequence, change, corrects }: Omit<RegistrationMessage, 'person'>,
): BureauMessage => ({
  bureau,
  messageNo,
  businessDate,
  sequence,
  change: changeOf(change),
  ...(corrects === undefined ? {} : { corrects }),
});

const changeOf = (change: RegistrationMessage['change']): BureauMessage['change'] => {
  if (!('scheme' in change) || change.kind === 'scheme-changed') return change as BureauMessage['change'];
  const { scheme, ...begun } = change;
  return scheme === undefined ? begun : { ...begun, scheme };
};

/** Whether the message may be the first that is known of a person. */
export const begins = ({ change }: Pick<RegistrationMessage, 'change'>): boolean =>
  'district' in change && change.kind !== 'moved';
