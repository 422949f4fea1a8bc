import { accept, type Decider, type StreamName } from '@canbao/event-sourcing';
import type { IntakeEvent } from './intake.events';

/** Notes what became of a file, that a message was refused, or that a record is none. */
export interface NoteIntake {
  readonly type: 'NoteIntake';
  readonly fact: IntakeEvent;
}

const streamOf = ({ type, data }: IntakeEvent): StreamName =>
  type === 'MessageFileAnswered' ? `message-file-${data.fileId}` : `bureau-message-${data.messageId}`;

/** What came in from bureaus: each file and each record has one answer. */
export const messageIntake: Decider<NoteIntake, { readonly isAnswered: boolean }, IntakeEvent, never> = {
  initial: { isAnswered: false },
  streams: ({ fact }) => [streamOf(fact)],
  decide: ({ fact }, { isAnswered }) => (isAnswered ? accept() : accept(fact)),
  evolve: () => ({ isAnswered: true }),
};
