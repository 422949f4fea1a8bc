import { day } from '@canbao/calendar';
import { contactBureau, type Bureau, type BureauAnswer, type PostingCommand } from '..';
import {
  accepted,
  items,
  may,
  noon,
  postAgain,
  received,
  refund,
  refused,
  request,
  reversal,
  reversalRefused,
  reversed,
  stateAfter,
  unknown,
} from '../../test/postings';

/** A bureau that gives the scripted answers and notes every call. */
class ScriptedBureau implements Bureau {
  readonly calls: unknown[][] = [];

  constructor(private readonly answers: Partial<Record<keyof Bureau, BureauAnswer>>) {}

  post(...call: Parameters<Bureau['post']>): Promise<BureauAnswer> {
    return this.answer('post', call);
  }
  query(...call: Parameters<Bureau['query']>): Promise<BureauAnswer> {
    return this.answer('query', call);
  }
  reverse(...call: Parameters<Bureau['reverse']>): Promise<BureauAnswer> {
    return this.answer('reverse', call);
  }
  private async answer(method: keyof Bureau, call: unknown[]): Promise<BureauAnswer> {
    this.calls.push([method, ...call]);
    return this.answers[method] ?? { outcome: 'unknown' };
  }
}

const contact = (bureau: Bureau, history: PostingCommand[], attempts = 1) =>
  contactBureau(bureau, { ...may, state: stateAfter(...history), attempts }, () => noon);
const postCall = [
  'post',
  {
    requestId: 'request-1',
    personId: may.personId,
    month: '2022-05',
    items,
    total: '205.30',
    paidAt: noon,
  },
];
const queryCall = ['query', 'request-1'];
const notFound = { outcome: 'not-found' } as const;

describe('a new request', () => {
  it.each([
    ['accepted', { outcome: 'accepted', receiptNo: 'R1' }, accepted()],
    ['refused', { outcome: 'refused', reason: 'person-unknown' }, refused()],
    ['not found', notFound, unknown()],
    ['unknown', { outcome: 'unknown' }, unknown()],
  ] as const)('is posted once without a query; the answer is %s', async (_, post, command) => {
    const bureau = new ScriptedBureau({ post });
    expect(await contact(bureau, [request()])).toEqual(command);
    expect(bureau.calls).toEqual([postCall]);
  });
});

describe('an answer that makes no sense', () => {
  const broken = { outcome: 'unknown', broken: 'accepted, but not as agreed: total' } as const;
  const told = async (history: PostingCommand[]) => {
    const heard: string[] = [];
    const bureau = new ScriptedBureau({ post: broken, query: broken, reverse: broken });
    const due = { ...may, state: stateAfter(...history), attempts: 1 };
    const command = await contactBureau(
      bureau,
      due,
      () => noon,
      (because) => heard.push(because),
    );
    return { command, heard };
  };
  it('leaves the outcome unknown, and is told', async () => {
    expect(await told([request()])).toEqual({ command: unknown(), heard: [broken.broken] });
    expect(await told([request(), unknown()])).toEqual({ command: unknown(), heard: [broken.broken] });
  });
  it.each([
    ['2022-05-19', 1],
    ['2022-05-20', 0],
    ['2099-12-31', 0],
  ])('is a booking on %s, which has not come but by a clock that is ahead', async (bookedOn, isTaken) => {
    const answer = { outcome: 'accepted', receiptNo: 'R1', bookedOn: day(bookedOn) } as const;
    const heard: string[] = [];
    const due = { ...may, state: stateAfter(request()), attempts: 1 };
    const bureau = new ScriptedBureau({ post: answer });
    const command = await contactBureau(
      bureau,
      due,
      () => noon,
      (because) => heard.push(because),
    );
    expect(command?.type).toBe(isTaken === 1 ? 'RecordAccepted' : 'RecordUnknown');
    expect(heard).toHaveLength(1 - isTaken);
  });
  it('reverses nothing', async () =>
    expect(await told([request(), accepted(), reversal()])).toEqual({
      command: undefined,
      heard: [broken.broken],
    }));
});

describe('a request that may have arrived', () => {
  it.each([
    ['its outcome is unknown', [request(), unknown()], 1],
    ['it was leased before', [request()], 2],
  ])('is queried before it is sent again: %s', async (_, history, attempts) => {
    const bureau = new ScriptedBureau({ query: notFound, post: { outcome: 'accepted', receiptNo: 'R1' } });
    expect(await contact(bureau, history, attempts)).toEqual(accepted());
    expect(bureau.calls).toEqual([queryCall, postCall]);
  });
  it.each([
    ['accepted', { outcome: 'accepted', receiptNo: 'R1' }, accepted()],
    ['refused', { outcome: 'refused', reason: 'person-unknown' }, refused()],
    ['unknown', { outcome: 'unknown' }, unknown()],
  ] as const)('is not sent again when the query says %s', async (_, query, command) => {
    const bureau = new ScriptedBureau({ query });
    expect(await contact(bureau, [request(), unknown()])).toEqual(command);
    expect(bureau.calls).toEqual([queryCall]);
  });
});

describe('a refused request that is made again', () => {
  const [, posted] = postCall;
  const newCall = ['post', { ...(posted as object), requestId: 'request-2' }];
  const history = [request(), refused(), postAgain()];

  it('is posted under its new id, with the same content and the same time of payment', async () => {
    const bureau = new ScriptedBureau({ post: { outcome: 'accepted', receiptNo: 'R1' } });
    expect(await contact(bureau, history)).toEqual(accepted('request-2'));
    expect(bureau.calls).toEqual([newCall]);
  });
  it.each([
    ['its worker died or it is tried once more', history, 3],
    ['its outcome is unknown', [...history, unknown('request-2')], 1],
  ])('is queried under its new id first when %s', async (_, past, attempts) => {
    const bureau = new ScriptedBureau({
      query: notFound,
      post: { outcome: 'refused', reason: 'person-unknown' },
    });
    expect(await contact(bureau, past, attempts)).toEqual(refused('request-2'));
    expect(bureau.calls).toEqual([['query', 'request-2'], newCall]);
  });
  it('is reversed under its new id', async () => {
    const bureau = new ScriptedBureau({ reverse: { outcome: 'accepted', receiptNo: 'C1' } });
    const past = [...history, accepted('request-2'), reversal()];
    expect(await contact(bureau, past)).toEqual(reversed('request-2'));
    expect(bureau.calls).toEqual([['reverse', 'request-2', 'reversal-order-2']]);
  });
});

it.each([
  ['waiting for items', [received()]],
  ['posted', [request(), accepted()]],
  ['refused', [request(), refused()]],
  ['refused and to be refunded', [request(), refused(), refund]],
  ['refused, with its money gone back', [request(), refused(), reversal()]],
  ['reversed', [request(), accepted(), reversal(), reversed()]],
  ['not to be reversed, as it says', [request(), accepted(), reversal(), reversalRefused()]],
])('does not contact the bureau about a posting that is %s, whoever leased it before', async (_, history) => {
  const bureau = new ScriptedBureau({ query: notFound, post: { outcome: 'accepted', receiptNo: 'R2' } });
  for (const attempts of [1, 2]) expect(await contact(bureau, history, attempts)).toBeUndefined();
  expect(bureau.calls).toEqual([]);
});

describe('a reversal of what the bureau has not answered yet', () => {
  const took = (answer: object): PostingCommand =>
    ({
      type: 'TakeAnswer',
      ...may,
      requestId: 'request-1',
      answers: 'request-1',
      derivedId: 'request-1',
      answer,
      at: noon,
    }) as never;
  const booked = { outcome: 'accepted', receiptNo: 'R1', bookedOn: day('2022-05-17') } as const;
  it.each<[string, PostingCommand[], BureauAnswer, PostingCommand | undefined, boolean]>([
    [
      'booked: that is noted first, with its day',
      [unknown()],
      booked,
      took({ outcome: 'booked', receiptNo: 'R1', bookedOn: '2022-05-17' }),
      false,
    ],
    [
      'refused: that is noted first',
      [unknown()],
      { outcome: 'refused', reason: 'person-unknown' },
      took({ outcome: 'refused', reason: 'person-unknown' }),
      false,
    ],
    ['unknown still: it is asked again', [unknown()], { outcome: 'unknown' }, undefined, false],
    ['not there: it is never to be', [], notFound, reversed(), true],
  ])('asks whether it is booked; it is %s', async (_, before, query, command, isSent) => {
    const bureau = new ScriptedBureau({ query, reverse: { outcome: 'accepted', receiptNo: 'C1' } });
    expect(await contact(bureau, [request(), ...before, reversal()])).toEqual(command);
    expect(bureau.calls.map(([method]) => method)).toEqual(isSent ? ['query', 'reverse'] : ['query']);
  });
  it('is sent once that is noted', async () => {
    const bureau = new ScriptedBureau({ query: booked, reverse: { outcome: 'accepted', receiptNo: 'C1' } });
    const history = [request(), unknown(), reversal()];
    const first = (await contact(bureau, history)) as PostingCommand;
    expect(await contact(bureau, [...history, first])).toEqual(reversed());
    expect(bureau.calls.map(([method]) => method)).toEqual(['query', 'reverse']);
  });
});

describe('a reversal', () => {
  it.each([
    ['accepted', { outcome: 'accepted', receiptNo: 'C1' }, reversed()],
    ['not found', notFound, reversed()],
    ['refused', { outcome: 'refused', reason: 'benefit paid' }, reversalRefused()],
    ['unknown', { outcome: 'unknown' }, undefined],
  ] as const)('is sent under both ids; the answer is %s', async (_, reverse, command) => {
    const bureau = new ScriptedBureau({ reverse });
    expect(await contact(bureau, [request(), accepted(), reversal()], 2)).toEqual(command);
    expect(bureau.calls).toEqual([['reverse', 'request-1', 'reversal-order-2']]);
  });
});
