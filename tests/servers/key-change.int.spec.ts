import { randomUUID } from 'node:crypto';
import { payment } from '@canbao/payment/service';
import { Line, Teller, MemoryBooks, type BankSecret, type Entry } from '@canbao/sandbox/banks';
import { BankKeys, newKey, type NewKey, type SignatureAlgorithm } from '@canbao/service-kit/signing';
import { eventually, quoteKeys, signIn, startForTest, testDatabase, type TestService } from './service';

const calls = 24;

// Both sides change their keys while calls are in flight: no call is lost, and none is booked twice.
describe.each(['RSA-PSS-SHA256', 'SM2-SM3'] as const)('a change of keys by %s', (algorithm) => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let before: TestService;
  let after: TestService;
  let theirs: NewKey;
  let theirNext: NewKey;
  let ours: NewKey;
  let ourNext: NewKey;
  let token: string;
  const books = new MemoryBooks();

  const settingOf = (
    bankKeys: readonly (readonly [string, NewKey, { readonly until?: string }?])[],
    own: readonly (readonly [string, NewKey])[],
  ): BankKeys =>
    BankKeys.parse({
      channels: {
        ccb: {
          keys: bankKeys.map(([kid, { publicKey }, more]) => ({ kid, algorithm, publicKey, ...more })),
        },
      },
      own: own.map(([kid, { privateKey }]) => ({ kid, algorithm, privateKey })),
    });

  beforeAll(async () => {
    theirs = await newKey(algorithm);
    theirNext = await newKey(algorithm);
    ours = await newKey(algorithm);
    ourNext = await newKey(algorithm);
    database = await testDatabase();
    const { jwks, tokenOf } = await signIn();
    token = await tokenOf({ bank: 'ccb' });
    const keys = quoteKeys();
    const both = [
      ['ccb-1', theirs],
      ['ccb-2', theirNext],
    ] as const;
    const signed = (setting: BankKeys) => payment(keys, undefined, setting);
    // One instance after the other is started with the new settings, so both are in use for a while.
    before = await startForTest(signed(settingOf(both, [['own-1', ours]])), database.url, {
      SIGN_IN_JWKS: jwks,
    });
    const next = settingOf(both, [
      ['own-2', ourNext],
      ['own-1', ours],
    ]);
    after = await startForTest(signed(next), database.url, { SIGN_IN_JWKS: jwks });
  }, 60_000);
  afterAll(async () => {
    await before.stop();
    await after.stop();
    await database.drop();
  });

  const secretOf = (kid: string, { privateKey }: NewKey): BankSecret => ({
    kid,
    algorithm: algorithm satisfies SignatureAlgorithm,
    privateKey,
    token,
  });
  const lineTo = (service: TestService, kids: readonly string[]): Line =>
    new Line({
      platform: service.url,
      secret: secretOf('ccb-1', theirs),
      platformKeys: [
        { kid: 'own-1', algorithm, publicKey: ours.publicKey },
        { kid: 'own-2', algorithm, publicKey: ourNext.publicKey },
      ].filter(({ kid }) => kids.includes(kid)),
      now: Date.now,
      patienceMs: 20_000,
    });
  const tellerAt = (line: Line): Teller => new Teller('ccb', line, books, Date.now, [50]);
  const collect = (teller: Teller, transactionNo: string): Promise<Entry> =>
    teller.collect({ quoteToken: 'a.b.c', amount: '10.00', method: 'card', transactionNo });
  const receipts = async (like: string): Promise<number> =>
    (
      await database.query(
        `select 1 from payment.events where type = 'UnidentifiedReceiptKept'
         and data->>'channelTransactionNo' like $1`,
        [like],
      )
    ).length;

  it('of the bank loses no call that is in flight: both keys are taken meanwhile', async () => {
    const name = randomUUID();
    const line = lineTo(before, ['own-1']);
    const teller = tellerAt(line);
    const collected = Promise.all(
      Array.from({ length: calls }, async (_, index) => {
        // In the middle of them the bank signs by its new key.
        if (index === calls / 2) line.changeKey(secretOf('ccb-2', theirNext));
        return collect(teller, `${name}-${index}`);
      }),
    );
    expect(new Set((await collected).map(({ state }) => state))).toEqual(new Set(['booked']));
    expect(await receipts(`${name}-%`)).toBe(calls);
  });

  it('of ours is unknown to nobody who holds both, whichever instance answers', async () => {
    const name = randomUUID();
    const tellers = [before, after].map((service) => tellerAt(lineTo(service, ['own-1', 'own-2'])));
    const collected = await Promise.all(
      Array.from({ length: calls }, (_, index) => collect(tellers[index % 2] as Teller, `${name}-${index}`)),
    );
    expect(new Set(collected.map(({ state }) => state))).toEqual(new Set(['booked']));
  });

  it('of ours that a bank has not heard of leaves its money unknown, and then booked once', async () => {
    const name = randomUUID();
    const collected = await collect(tellerAt(lineTo(after, ['own-1'])), name);
    // It does not believe the answer, so it neither calls the money booked nor failed.
    expect(collected).toMatchObject({ state: 'unknown', said: 'an answer by own-2' });
    const informed = tellerAt(lineTo(after, ['own-1', 'own-2']));
    await eventually(
      async () => {
        await informed.resolve();
        return books.get('ccb', name);
      },
      (entry) => entry?.state === 'booked',
    );
    expect(await receipts(name)).toBe(1);
  });

  it('of the bank that is over refuses the former key, whose money is booked once by the new one', async () => {
    const over = settingOf(
      [
        ['ccb-1', theirs, { until: '2022-01-01T00:00:00+08:00' }],
        ['ccb-2', theirNext],
      ],
      [['own-2', ourNext]],
    );
    const { jwks, tokenOf } = await signIn();
    token = await tokenOf({ bank: 'ccb' });
    const last = await startForTest(payment(quoteKeys(), undefined, over), database.url, {
      SIGN_IN_JWKS: jwks,
    });
    const name = randomUUID();
    const line = lineTo(last, ['own-2']);
    const teller = tellerAt(line);
    expect(await collect(teller, name)).toMatchObject({ state: 'unknown' });
    expect(await receipts(name)).toBe(0);
    line.changeKey(secretOf('ccb-2', theirNext));
    await eventually(
      async () => {
        await teller.resolve();
        return books.get('ccb', name);
      },
      (entry) => entry?.state === 'booked',
    );
    expect(await receipts(name)).toBe(1);
    await last.stop();
  });
});
