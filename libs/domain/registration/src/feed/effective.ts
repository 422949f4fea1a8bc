import { bureaus, insurances, type Insurance } from '@canbao/vocabulary';
import type { Bureau, BureauMessage } from './message.events';

/** A message as the person's stream knows it. */
export interface KnownMessage extends BureauMessage {
  /** Not so where its number had been used for another. */
  readonly counts: boolean;
}

/** The insurance that a bureau registers people for. */
export const insuranceOf = (bureau: Bureau): Insurance =>
  insurances.find((insurance) => bureaus[insurance] === bureau) ?? 'pension';

/** What a message is known by. */
type MessageId = Pick<BureauMessage, 'bureau' | 'messageNo'>;
/** A message by its bureau and number. */
export const idOf = ({ bureau, messageNo }: MessageId): string => `${bureau} ${messageNo}`;
/** Whether a message has the number. */
export const isNumbered =
  ({ bureau, messageNo }: MessageId) =>
  (other: BureauMessage): boolean =>
    other.bureau === bureau && other.messageNo === messageNo;

/** Of two messages of a bureau the later told, by its own order. */
export const bySequence = (a: BureauMessage, b: BureauMessage): number =>
  a.sequence - b.sequence || (a.messageNo < b.messageNo ? -1 : 1);

/** The message that this one corrects, if it is known. */
export const correctedBy = (
  { bureau, corrects }: BureauMessage,
  messages: readonly KnownMessage[],
): KnownMessage | undefined =>
  corrects === undefined
    ? undefined
    : messages.find((each) => each.counts && isNumbered({ bureau, messageNo: corrects })(each));

/** Whether it corrects what it names: nothing corrects what was told after it. */
export const isCorrection = (message: BureauMessage, messages: readonly KnownMessage[]): boolean => {
  const corrected = correctedBy(message, messages);
  return corrected !== undefined && corrected.sequence < message.sequence;
};

/**
 * The messages that make up the registration, whatever order they came in: without those that were corrected,
 * and of several that correct the same one the last.
 */
export const effective = (messages: readonly KnownMessage[]): KnownMessage[] => {
  const counting = messages.filter(({ counts }) => counts);
  const corrections = counting.filter((message) => isCorrection(message, counting)).toSorted(bySequence);
  return counting.filter(
    (message) =>
      !corrections.some(
        (correction) =>
          correction.bureau === message.bureau &&
          (correction.corrects === message.messageNo ||
            (message.corrects === correction.corrects && bySequence(message, correction) < 0)),
      ),
  );
};
