import { accept, type Decider, type StreamName } from '@canbao/event-sourcing';
import type { BillIntakeEvent } from './bill-intake.events';

/** Notes what became of a file, or that a record is no message. */
export interface NoteIntake {
  readonly type: 'NoteIntake';
  readonly fact: BillIntakeEvent;
}

const streamOf = ({ type, data }: BillIntakeEvent): StreamName =>
  type === 'BillFileAnswered' ? `bill-file-${data.fileId}` : `bill-message-${data.messageId}`;

/** What came in from agencies: each file and each record has one answer. */
export const billIntake: Decider<NoteIntake, { readonly isAnswered: boolean }, BillIntakeEvent, never> = {
  initial: { isAnswered: false },
  streams: ({ fact }) => [streamOf(fact)],
  decide: ({ fact }, { isAnswered }) => (isAnswered ? accept() : accept(fact)),
  evolve: () => ({ isAnswered: true }),
};
