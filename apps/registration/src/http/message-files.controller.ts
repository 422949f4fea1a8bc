import { Controller } from '@nestjs/common';
import { dayOf } from '@canbao/calendar';
import { registrationApi as api, RegistrationMessage } from '@canbao/contracts';
import {
  messageIntake,
  person,
  registrationRejections as rejections,
  type MessageFault,
  type PersonState,
} from '@canbao/domain-registration';
import { EventStore, fold } from '@canbao/event-sourcing';
import {
  CheckedFile,
  Commands,
  faultsOfAll,
  Handles,
  identityOf,
  Input,
  lineOf,
  Problem,
  problemOf,
  readingFor,
  type InputOf,
  type Line,
} from '@canbao/service-kit';
import { TellsOf } from '../vault/tells-of';
import { messageOf } from './feed-message';
import { outcomeOf } from './messages.controller';
import { bureauOf } from './problems';

/** Configuration: a message is a few hundred bytes. */
const lineBytesMax = 4 * 1024;
/** Configuration: messages of one file; they are held in memory until all of them are checked. */
const linesMax = 20_000;
/** Configuration: messages that are checked or recorded at once. */
const concurrency = 50;

type FileInput = InputOf<typeof api.takeMessageFile>;
interface NumberedMessage {
  readonly line: number;
  readonly message: RegistrationMessage;
}

/**
 * Messages in files. All lines are read and checked before the first is recorded: a file with a wrong line is
 * refused whole. A message is known by its number, so a file sent again has no effect, and one whose
 * connection broke is completed by sending it again.
 */
@Controller()
export class MessageFilesController {
  constructor(
    private readonly commands: Commands,
    private readonly tellsOf: TellsOf,
    private readonly store: EventStore,
  ) {}

  @Handles(api.takeMessageFile)
  async take(@Input() input: FileInput): Promise<unknown> {
    const file = new MessageFile(input);
    await file.read();
    if (file.faults.length === 0) file.addFaults(await this.wrongMessages(file.messages, input));
    const { fileId, messages } = file;
    if (file.faults.length > 0) {
      await this.answer(file, input, 'refused', 0);
      const { faults, faultsLeftOut } = file;
      throw new Problem('message-file-refused', rejections['message-file-refused'], {
        details: { fileId, faults, faultsLeftOut },
      });
    }
    const { repeated, conflicting, overtaken } = await this.record(messages, input);
    file.addFaults(overtaken);
    await this.answer(file, input, 'accepted', repeated);
    return { fileId, messages: messages.length, repeated, conflicting, overtaken: file.faults };
  }

  /** Every message is decided as things stand, and nothing is stored. */
  private wrongMessages(messages: readonly NumberedMessage[], input: FileInput): Promise<MessageFault[]> {
    return faultsOfAll(concurrency, messages, async ({ line, message }) => {
      const code = await codeOf(() => this.refusal(message, input));
      return code === undefined ? [] : [{ line, messageNo: message.messageNo, code }];
    });
  }

  private async refusal(told: RegistrationMessage, input: FileInput): Promise<string | undefined> {
    const { caller, now } = input;
    const because = await this.tellsOf.refusal(told, caller, readingFor(api.takeMessageFile, input), now);
    if (because !== undefined) return because;
    const personId = 'personId' in told.person ? told.person.personId : '';
    const message = messageOf(bureauOf(caller), told);
    const outcome = person.decide(
      { type: 'TakeMessage', personId, message, at: now },
      personId === '' ? { ...person.initial, registered: true } : await this.stateOf(personId),
    );
    return outcome.accepted ? undefined : outcome.reason;
  }

  private async stateOf(personId: string): Promise<PersonState> {
    const streams = person.streams({ type: 'Register', personId });
    return fold(person, streams, await this.store.load(streams));
  }

  /** A message that another fact has overtaken since it was checked is answered as a fault; others stand. */
  private async record(
    messages: readonly NumberedMessage[],
    input: FileInput,
  ): Promise<{
    readonly repeated: number;
    readonly conflicting: number;
    readonly overtaken: MessageFault[];
  }> {
    const counted = { taken: 0, repeated: 0, conflicting: 0 };
    const overtaken = await faultsOfAll(concurrency, messages, async ({ line, message }) => {
      const code = await codeOf(async () => {
        const outcome = await this.takeOne(message, input);
        if (!(outcome in counted)) return outcome;
        counted[outcome as keyof typeof counted] += 1;
        return undefined;
      });
      return code === undefined ? [] : [{ line, messageNo: message.messageNo, code }];
    });
    return { ...counted, overtaken };
  }

  /** What became of the message, or why it was refused after all. */
  private async takeOne(told: RegistrationMessage, input: FileInput): Promise<string> {
    const { caller, now } = input;
    const reading = readingFor(api.takeMessageFile, input);
    const message = messageOf(bureauOf(caller), told);
    const personId = await this.tellsOf.person(told, caller, reading, now);
    const executed = await this.commands.act(identityOf(caller), personId, person, {
      type: 'TakeMessage',
      personId,
      message,
      at: now,
    });
    if (executed.outcome === 'rejected') return executed.reason;
    return outcomeOf(executed.outcome === 'accepted' ? executed.events : []);
  }

  private async answer(
    file: MessageFile,
    { caller, now }: FileInput,
    outcome: 'accepted' | 'refused',
    repeated: number,
  ): Promise<void> {
    const { fileId, messages } = file;
    const data = {
      fileId,
      bureau: bureauOf(caller),
      digest: file.digest(),
      outcome,
      messages: messages.length,
      repeated,
      ...file.kept(),
      answeredAt: now,
    };
    const fact = { type: 'MessageFileAnswered', data } as const;
    await this.commands.act(identityOf(caller), fileId, messageIntake, { type: 'NoteIntake', fact });
  }
}

/** The code that comes back, or that of a problem that is the message's own. */
const codeOf = async (work: () => Promise<string | undefined>): Promise<string | undefined> => {
  try {
    return await work();
  } catch (error) {
    const problem = problemOf(error);
    if (problem.text.status >= 500) throw error;
    return problem.code;
  }
};

/** A file as it is read: its messages, and what is wrong with its lines by themselves. */
class MessageFile extends CheckedFile<MessageFault> {
  readonly messages: NumberedMessage[] = [];
  private readonly numbers = new Set<string>();

  constructor(private readonly input: FileInput) {
    super(input.file);
  }

  /** @throws Problem `body-too-large` for a file with too many messages. */
  async read(): Promise<void> {
    const lines = await this.readLines(
      lineBytesMax,
      (count) => count > linesMax,
      (line) => this.readLine(line),
    );
    const { count, sha256 } = this.input.query;
    if (lines === 0 || (count !== undefined && Number(count) !== lines))
      this.addFaults([{ line: lines, code: lines === 0 ? 'file-empty' : 'count-mismatch' }]);
    else if (sha256 !== undefined && sha256 !== this.digest())
      this.addFaults([{ line: lines, code: 'hash-mismatch' }]);
  }

  private readLine({ number: line, bytes }: Line): void {
    const message = lineOf(RegistrationMessage, { bytes }, dayOf(this.input.now));
    const { messageNo } = message;
    if (this.numbers.has(messageNo)) this.addFaults([{ line, messageNo, code: 'duplicate-number' }]);
    this.numbers.add(messageNo);
    this.messages.push({ line, message });
  }
}
