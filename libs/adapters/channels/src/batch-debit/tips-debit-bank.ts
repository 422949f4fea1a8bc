import { dayOf, type Clock, type Instant } from '@canbao/calendar';
import {
  agreementRefusal,
  creditRefusal,
  done,
  isRefusal,
  repeated,
  type AgreementCheck,
  type Confirmed,
  type Credit,
  type CreditBank,
  type DebitBank,
  type PackResults,
  type RefundState,
  type SentOutcome,
  type SentPack,
} from '@canbao/domain-payment';
import { Agent, request } from 'undici';
import { answerBytes } from '@canbao/runtime';
import {
  partIn,
  readMessage,
  textIn,
  tipsNode,
  writeMessage,
  type Part,
  type TipsMessage,
} from '../tips/message';
import { MessageIds } from '../tips/message-ids';
import { isOfLine, lineMac } from './line-mac';
import { creditStateIn } from './credits';
import { batch, credit, creditQuestion, question, verification } from './messages';
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
export class TipsDebitBank implements DebitBank, CreditBank {
  private readonly connections = new Agent({ connect: { timeout: 3000 } });
  private readonly ids = new MessageIds();

  constructor(
    private readonly settings: BatchDebitSettings,
    private readonly clock: Clock,
    private readonly tell: (trouble: DebitTrouble) => void = () => undefined,
  ) {}

  async verify(agreement: AgreementCheck): Promise<Confirmed> {
    const answer = await this.say('9114', verification(this.settings, agreement));
    const reply = answer?.msgNo === '9115' ? partIn(answer.body, 'ProveReturn9115') : undefined;
    const said = textIn(reply, 'Result') ?? '';
    if (said === done && textIn(reply, 'ProtocolNo') === agreement.protocolNo)
      return { outcome: 'confirmed' };
    return isRefusal(said)
      ? { outcome: 'refused', because: agreementRefusal(said), said }
      : { outcome: 'unknown' };
  }

  async send(pack: SentPack): Promise<SentOutcome> {
    const answer = await this.say('1102', batch(this.settings, pack));
    const said = resultIn(answer, '9120', 'MsgReturn9120');
    if (said === done) return { outcome: 'taken' };
    return isRefusal(said) ? { outcome: 'refused', said } : { outcome: 'unknown' };
  }

  async results(
    pack: Pick<SentPack, 'entrustDate' | 'packNo' | 'bank'>,
    _now?: Instant,
  ): Promise<PackResults> {
    const answer = await this.say('9003', question(this.settings, pack));
    if (answer?.msgNo === '2102') return resultsIn(answer.body, pack);
    const said = resultIn(answer, '9004', 'Answer9004');
    if (said === neverCame) return { status: 'never-came' };
    return { status: said === done ? 'not-ready' : 'unknown' };
  }

  async credit(sent: Credit): Promise<RefundState> {
    const answer = await this.say('1104', credit(this.settings, sent, this.workDate()));
    const said = resultIn(answer, '9120', 'MsgReturn9120');
    if (said === done || said === repeated) return { status: 'under-way' };
    return isRefusal(said) ? { status: 'refused', reason: creditRefusal(said) } : { status: 'unknown' };
  }

  async queryCredit(asked: Pick<Credit, 'creditNo' | 'bank' | 'amount'>): Promise<RefundState> {
    const answer = await this.say('9003', creditQuestion(this.settings, asked));
    if (answer?.msgNo === '2104') return creditStateIn(answer.body, asked);
    const said = resultIn(answer, '9004', 'Answer9004');
    if (said === neverCame) return { status: 'not-found' };
    return { status: said === done ? 'under-way' : 'unknown' };
  }

  close(): Promise<void> {
    return this.connections.close();
  }

  /** The answer of the node; undefined where there is none that can be believed. */
  private async say(number: string, body: Part): Promise<TipsMessage | undefined> {
    const workDate = this.workDate();
    const msgId = this.ids.next(workDate, number);
    const src = this.settings.node;
    const head = { msgNo: number, msgId, msgRef: msgId, workDate, src, des: tipsNode };
    const bytes = writeMessage({ ...head, body });
    const answer = await this.post(bytes);
    const message = answer === undefined ? undefined : readMessage(answer);
    if (message?.src === tipsNode && message.msgRef === msgId) return message;
    this.tell({ message: number, said: answer === undefined ? 'no answer' : 'no message' });
    return undefined;
  }

  private workDate(): string {
    return dayOf(this.clock.now()).replaceAll('-', '');
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
      const answer = await answerBytes(body, answerBytesMax);
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

/** What the answer says of the message, where it is the expected one; otherwise empty. */
const resultIn = (answer: TipsMessage | undefined, msgNo: string, part: string): string =>
  (answer?.msgNo === msgNo ? textIn(partIn(answer.body, part), 'Result') : undefined) ?? '';
