import { dayOf, type Clock, type Instant } from '@canbao/calendar';
import {
  agreementRefusal,
  done,
  type AgreementCheck,
  type Confirmed,
  type DebitBank,
  type PackResults,
  type SentOutcome,
  type SentPack,
} from '@canbao/domain-payment';
import { Agent, request } from 'undici';
import {
  isOfLine,
  lineMac,
  readMessage,
  textOf,
  writeMessage,
  type Elements,
  type Message,
} from './envelope';
import { batch, question, verification } from './messages';
import { resultsIn } from './results';
import type { BatchDebitSettings } from './settings';

/** A message that came to no good answer; for whoever keeps the log. */
export interface DebitTrouble {
  readonly message: string;
  readonly said: string;
}

/** Configuration: a pack of a thousand items with room to spare. */
const answerBytesMax = 4 * 1024 * 1024;
/** 9004: the bank does not have the pack. */
const neverCame = '24010';

/** The banks of batch debit behind the node of the treasury's system (TIPS). */
export class TipsDebitBank implements DebitBank {
  private readonly connections = new Agent({ connect: { timeout: 3000 } });
  private sequence = Date.now() % 90_000_000;

  constructor(
    private readonly settings: BatchDebitSettings,
    private readonly clock: Clock,
    private readonly tell: (trouble: DebitTrouble) => void = () => undefined,
  ) {}

  async verify(agreement: AgreementCheck): Promise<Confirmed> {
    const answer = await this.say('9114', verification(this.settings, agreement));
    const reply = answer?.number === '9115' ? answer.body['ProveReturn9115'] : undefined;
    const said = textOf(reply, 'Result');
    if (said === done && textOf(reply, 'ProtocolNo') === agreement.protocolNo)
      return { outcome: 'confirmed' };
    if (said === '' || said === done || said.startsWith('94')) return { outcome: 'unknown' };
    return { outcome: 'refused', because: agreementRefusal(said), said };
  }

  async send(pack: SentPack): Promise<SentOutcome> {
    const answer = await this.say('1102', batch(this.settings, pack));
    const said = answer?.number === '9120' ? textOf(answer.body['MsgReturn9120'], 'Result') : '';
    if (said === done) return { outcome: 'taken' };
    return said === '' || said.startsWith('94') ? { outcome: 'unknown' } : { outcome: 'refused', said };
  }

  async results(
    pack: Pick<SentPack, 'entrustDate' | 'packNo' | 'bank'>,
    _now?: Instant,
  ): Promise<PackResults> {
    const answer = await this.say('9003', question(this.settings, pack));
    if (answer?.number === '2102') return resultsIn(answer.body, pack);
    const said = answer?.number === '9004' ? textOf(answer.body['Answer9004'], 'Result') : '';
    if (said === neverCame) return { status: 'never-came' };
    return { status: said === done ? 'not-ready' : 'unknown' };
  }

  close(): Promise<void> {
    return this.connections.close();
  }

  /** The answer of the node; undefined where there is none that can be believed. */
  private async say(number: string, body: Elements): Promise<Message | undefined> {
    const workDate = dayOf(this.clock.now()).replaceAll('-', '');
    this.sequence = (this.sequence + 1) % 100_000_000;
    const id = `${workDate}${number}${String(this.sequence).padStart(8, '0')}`;
    const bytes = writeMessage({ node: this.settings.node, number, id, workDate }, body);
    const answer = await this.post(bytes);
    const message = answer === undefined ? undefined : readMessage(answer);
    if (message !== undefined && message.reference === id) return message;
    this.tell({ message: number, said: answer === undefined ? 'no answer' : 'no message' });
    return undefined;
  }

  private async post(bytes: Buffer): Promise<Buffer | undefined> {
    const { url, lineKey, timeoutMs } = this.settings;
    try {
      const { statusCode, headers, body } = await request(url, {
        method: 'POST',
        dispatcher: this.connections,
        headers: { 'content-type': 'application/xml; charset=GBK', 'x-line-mac': lineMac(lineKey, bytes) },
        body: bytes,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      const answer = await bytesOf(body);
      const mac = headers['x-line-mac'];
      const isGenuine =
        statusCode === 200 &&
        answer !== undefined &&
        typeof mac === 'string' &&
        isOfLine(lineKey, answer, mac);
      return isGenuine ? answer : undefined;
    } catch {
      return undefined;
    }
  }
}

/** The whole answer; undefined where it is longer than any can be. */
const bytesOf = async (body: AsyncIterable<Uint8Array>): Promise<Buffer | undefined> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > answerBytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
