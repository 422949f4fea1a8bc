import { accept, eventType, eventTypes, stored, type Decider, type EventOf } from '@canbao/event-sourcing';
import { z } from 'zod';

/** A record of a bureau's topic of answers that is none: it is kept beside the events, and blocks nothing. */
export const BureauAnswerParked = eventType(
  'BureauAnswerParked',
  z.object({
    /** Derived from where it lies. */
    messageId: z.string(),
    bureau: z.enum(['hrss', 'medical-bureau']),
    topic: z.string(),
    partition: z.int(),
    offset: z.string(),
    because: z.string(),
    parkedAt: stored.instant,
  }),
);

/** What came in from bureaus and answers nothing. */
export const answerIntakeEvents = eventTypes([BureauAnswerParked]);
/** A fact about what came in. */
export type AnswerIntakeEvent = EventOf<(typeof answerIntakeEvents.declarations)[number]>;

/** Notes that a record is no answer. */
export interface NoteAnswerParked {
  readonly type: 'NoteAnswerParked';
  readonly fact: AnswerIntakeEvent;
}

/** Records that are no answers: each is noted once. */
export const answerIntake: Decider<
  NoteAnswerParked,
  { readonly isNoted: boolean },
  AnswerIntakeEvent,
  never
> = {
  initial: { isNoted: false },
  streams: ({ fact }) => [`bureau-answer-${fact.data.messageId}`],
  decide: ({ fact }, { isNoted }) => (isNoted ? accept() : accept(fact)),
  evolve: () => ({ isNoted: true }),
};
