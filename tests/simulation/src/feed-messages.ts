import { day, instant } from '@canbao/calendar';
import type { ContractEvent } from '@canbao/contracts';
import {
  person,
  published,
  type BureauMessage,
  type Change,
  type PersonEvent,
} from '@canbao/domain-registration';

/** One person's life as bureaus tell it, for the tables of what it does to everything else. */
export const personId = '10000000-0000-4000-8000-000000000001';
/** When the messages are heard. */
export const at = instant('2022-05-18T12:00:00.000+08:00');
export const district = '370102';

/** HRSS tells a change of a day, perhaps in place of another message. */
export const message = (no: number, on: string, change: Change, corrects?: string): BureauMessage => ({
  bureau: 'hrss',
  messageNo: `M-${no}`,
  businessDate: day(on),
  sequence: no,
  change,
  ...(corrects === undefined ? {} : { corrects }),
});
/** By HRSS, since January 2022. */
export const enrolled = message(1, '2022-01-01', { kind: 'enrolled', district });

/** What registration publishes when the messages come in, one list for each. */
export const told = (messages: readonly BureauMessage[]): ContractEvent[] => {
  let state = person.evolve(person.initial, { type: 'PersonRegistered', data: { personId } });
  return messages.flatMap((each) => {
    const outcome = person.decide({ type: 'TakeMessage', personId, message: each, at }, state);
    if (!outcome.accepted) throw new Error(outcome.reason);
    const events = outcome.events.map(({ event }) => event as PersonEvent);
    state = events.reduce(person.evolve, state);
    return events.flatMap((event) => published(event as never) ?? []);
  });
};

/** The same as the bureau of medical insurance tells it. */
export const ofMedicalBureau = ({ change, ...each }: BureauMessage): BureauMessage => ({
  ...each,
  bureau: 'medical-bureau',
  change: 'district' in change && change.kind !== 'moved' ? { ...change, scheme: 'pooled' } : change,
});
