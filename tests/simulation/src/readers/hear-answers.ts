import { BureauAnswerRecord, topics, type Topic } from '@canbao/contracts';
import { answerCommand, answerIntake, type BureauName } from '@canbao/domain-ledger-sync';
import type { RawRecord } from '@canbao/event-sourcing';
import { IntakeHandler, partitionCount, type Intake } from '@canbao/kafka';
import { messageIdOf, messageIn, uuidOf, type Commands } from '@canbao/service-kit';
import type { Connection } from '../connection';
import { readOn } from '../consumer';
import { simulatedMacs } from '../macs';
import { postings } from '../mistakes';
import { quiet } from '../quiet';
import type { Process } from '../scheduler';
import type { Setting } from '../setting';

/** The group that ledger-sync reads the bureaus' answers in. */
export const answersGroup = 'ledger-sync-intake';

/** The partitions of a bureau's answers. */
export const partitionsOfAnswers = (topic: Topic) =>
  Array.from({ length: partitionCount }, (_, partition) => ({ topic, partition }));

/** Takes what the bureaus answer on topics, as the intake of ledger-sync does. */
export const hearAnswers = (
  setting: Setting,
  process: Process,
  connection: Connection,
  commands: Commands,
): Promise<void> => {
  const { clock, bugs, readers } = setting;
  const intake: Intake = {
    take: async (record) => {
      const at = clock.now();
      const told = messageIn(BureauAnswerRecord, record, at);
      if (typeof told === 'string') return told;
      const bureau = bureauOf(record);
      const idFor = (text: string): string => uuidOf(`${told.answers}|${text}`);
      const command = answerCommand(bureau, record.key, told, idFor, at);
      if (typeof command === 'string') return command;
      await commands.act(`${bureau}-answers`, command.personId, postings(bugs), command);
      return undefined;
    },
    park: async (record, because) => {
      const { topic, partition, offset } = record;
      const messageId = messageIdOf(record);
      const parked = { messageId, bureau: bureauOf(record), topic, partition, offset, because };
      await commands.act('answers', messageId, answerIntake, {
        type: 'NoteAnswerParked',
        fact: { type: 'BureauAnswerParked', data: { ...parked, parkedAt: clock.now() } },
      });
    },
  };
  const handler = new IntakeHandler(answersGroup, connection, intake, simulatedMacs, quiet);
  const partitions = readers.flatMap(({ topic }) => partitionsOfAnswers(topic));
  return readOn(setting, answersGroup, process, partitions, (records) =>
    handler.handleAll(records, process.signal),
  );
};

const bureauOf = ({ topic }: RawRecord): BureauName => topics[topic as Topic] as BureauName;
