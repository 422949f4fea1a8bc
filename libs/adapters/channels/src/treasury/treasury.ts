import { fetch } from 'undici';
import { z } from 'zod';
import { isDay, type Day } from '@canbao/calendar';
import type {
  Pack,
  ReturnRequest,
  Told,
  TreasuryCorrection,
  TreasuryFlow,
  TreasuryFlowItem,
  TreasuryPort,
  TreasuryReturn,
} from '@canbao/domain-payment';
import { isAmount, sum } from '@canbao/money';
import { answerBytes } from '@canbao/runtime';
import { insurances, type Insurance } from '@canbao/vocabulary';
import { partIn, partsIn, readMessage, textIn, tipsNode, writeMessage, type Part } from '../tips/message';
import { MessageIds } from '../tips/message-ids';

/** `TREASURY`: where the treasury's node answers, and which node we are. */
export const TreasurySettings = z.strictObject({
  url: z.url(),
  /** Twelve characters. */
  node: z.string().regex(/^\w{12}$/),
});
export type TreasurySettings = z.infer<typeof TreasurySettings>;

/** Configuration: a real one answers within seconds. */
const timeoutMs = 10_000;
/** Configuration: more than the flow of a day with a hundred thousand items. */
const answerBytesMax = 64 * 1024 * 1024;
const ok = '90000';
/** What was taken before: the same pack, the same request. */
const alreadyTaken = '94051';

/** Configuration: budget subjects (预算科目) of the two funds, until the treasury's table is there. */
const subjects: Readonly<Record<Insurance, string>> = { pension: '1020101', medical: '1020301' };
const insuranceOf = (subject: string | undefined): Insurance | undefined =>
  insurances.find((insurance) => subjects[insurance] === subject);

/** Messages: 1103 what was paid, 1104 refunds, 1024 the flow of a day, answered by 3126, 3123 and 3124. */
export class Treasury implements TreasuryPort {
  private readonly ids = new MessageIds();

  constructor(
    private readonly settings: TreasurySettings,
    private readonly onTrouble: (trouble: { readonly message: string }) => void = () => undefined,
  ) {}

  tell({ packNo, taxOrgCode, entrustDate, items }: Pack, workDate: Day): Promise<Told> {
    const body = {
      BatchHead1103: {
        TaxOrgCode: taxOrgCode,
        EntrustDate: plain(entrustDate),
        PackNo: packNo,
        AllNum: String(items.length),
        AllAmt: sum(items.map(({ amount }) => amount)),
      },
      Payment1103: items.map(({ traNo, insurance, channel, amount }) => ({
        TraNo: traNo,
        TraAmt: amount,
        BudgetSubjectCode: subjects[insurance],
        PayChannel: channel,
      })),
    };
    return this.told('1103', body, workDate);
  }

  askReturn({ refundNo, item, insurance, channel, amount }: ReturnRequest, workDate: Day): Promise<Told> {
    const body = {
      DrawBack1104: {
        VouNo: refundNo,
        Amt: amount,
        BudgetSubjectCode: subjects[insurance],
        PayeeChannel: channel,
        OriEntrustDate: plain(item.entrustDate),
        OriTaxOrgCode: item.taxOrgCode,
        OriTraNo: item.traNo,
      },
    };
    return this.told('1104', body, workDate);
  }

  async flow(day: Day): Promise<TreasuryFlow> {
    const answer = await this.exchange('1024', { Query1024: { TreDate: plain(day) } }, day);
    if (typeof answer === 'string') return { status: 'not-there', said: answer };
    const head = partIn(answer, 'Head3126');
    const code = textIn(head, 'Result');
    if (code !== ok) return { status: 'not-there', said: saidBy(code) };
    const receipts = partsIn(answer, 'Receipt3126').map(receiptIn);
    const corrections = partsIn(answer, 'Correction3124').map(correctionIn);
    const returns = partsIn(answer, 'DrawBack3123').map(returnIn);
    const all = [...receipts, ...corrections, ...returns];
    // A flow that is short, or has an item of another form, is no flow: it is asked for again.
    if (textIn(head, 'AllNum') !== String(all.length)) return { status: 'not-there', said: 'totals' };
    if (all.includes(undefined)) return { status: 'not-there', said: 'format' };
    return {
      status: 'there',
      receipts: receipts as TreasuryFlowItem[],
      corrections: corrections as TreasuryCorrection[],
      returns: returns as TreasuryReturn[],
    };
  }

  private async told(msgNo: string, body: Part, workDate: Day): Promise<Told> {
    const answer = await this.exchange(msgNo, body, workDate);
    if (typeof answer === 'string') return { outcome: 'not-taken', said: answer };
    const code = textIn(partIn(answer, 'Return9120'), 'Result');
    const isTaken = code === ok || code === alreadyTaken;
    return isTaken ? { outcome: 'taken' } : { outcome: 'not-taken', said: saidBy(code) };
  }

  /** The body of the answer to this very message; where there is none, what there was instead. */
  private async exchange(msgNo: string, body: Part, day: Day): Promise<Part | string> {
    const workDate = plain(day);
    const msgId = this.ids.next(workDate, msgNo);
    const message = { msgNo, msgId, workDate, src: this.settings.node, des: tipsNode, body };
    try {
      const response = await fetch(this.settings.url, {
        method: 'POST',
        headers: { 'content-type': 'application/xml; charset=GBK' },
        body: writeMessage(message),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const bytes = await answerBytes(response.body, answerBytesMax);
      const answer = bytes === undefined ? undefined : readMessage(bytes);
      if (response.ok && answer?.src === tipsNode && answer.msgRef === msgId) return answer.body;
      this.onTrouble({ message: `${msgNo}: ${response.status}` });
      return response.ok ? 'no message of its own' : `HTTP ${response.status}`;
    } catch (error) {
      this.onTrouble({ message: `${msgNo}: ${String(error)}` });
      return 'no answer';
    }
  }
}

/** Its code; the words beside it are free, and may be about a payer. */
const saidBy = (code: string | undefined): string =>
  code !== undefined && /^\d{5}$/.test(code) ? code : 'no code';

const plain = (day: Day): string => day.replaceAll('-', '');

const dayIn = (part: Part, name: string): Day | undefined => {
  const text = textIn(part, name)?.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
  return text !== undefined && isDay(text) ? text : undefined;
};

const itemIn = (part: Part) => {
  const entrustDate = dayIn(part, 'OriEntrustDate');
  const taxOrgCode = textIn(part, 'OriTaxOrgCode');
  const traNo = textIn(part, 'OriTraNo');
  const amount = textIn(part, 'TraAmt');
  const insurance = insuranceOf(textIn(part, 'BudgetSubjectCode'));
  if (entrustDate === undefined || taxOrgCode === undefined || insurance === undefined) return undefined;
  if (traNo === undefined || !/^\d{8}$/.test(traNo) || amount === undefined || !isAmount(amount))
    return undefined;
  return { item: { entrustDate, taxOrgCode, traNo }, insurance, amount };
};

const receiptIn = (part: Part): TreasuryFlowItem | undefined => {
  const [told, receivedOn] = [itemIn(part), dayIn(part, 'ReceiptDate')];
  return told === undefined || receivedOn === undefined ? undefined : { ...told, receivedOn };
};

const correctionIn = (part: Part): TreasuryCorrection | undefined => {
  const [told, correctedOn] = [itemIn(part), dayIn(part, 'CorrectDate')];
  const correctionNo = textIn(part, 'CorrVouNo');
  if (told === undefined || correctedOn === undefined || correctionNo === undefined) return undefined;
  return { ...told, correctionNo, correctedOn };
};

const returnIn = (part: Part): TreasuryReturn | undefined => {
  const [refundNo, amount] = [textIn(part, 'VouNo'), textIn(part, 'Amt')];
  const returnedOn = dayIn(part, 'DrawBackDate');
  if (refundNo === undefined || amount === undefined || !isAmount(amount) || returnedOn === undefined)
    return undefined;
  return { refundNo, amount, returnedOn };
};
