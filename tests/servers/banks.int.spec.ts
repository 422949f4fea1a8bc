import { keysOf } from '@canbao/infra-local/keys';
import { bankKeysSetting, counterpartSecrets } from '@canbao/infra-local/channel-keys';
import { payment } from '@canbao/payment/service';
import { BankKeys } from '@canbao/service-kit/signing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channelSandbox, type ChannelSandbox } from './channel-sandbox';
import { eventually, quoteKeys, startForTest, testDatabase, type TestService } from './service';

describe("a bank's day, between the stand-in's own client and payment", () => {
  const data = mkdtempSync(join(tmpdir(), 'banks-'));
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let service: TestService;
  let sandbox: ChannelSandbox;
  beforeAll(async () => {
    const { channels, signIn } = await keysOf(data);
    const demanded = JSON.parse(bankKeysSetting(channels.banks).replaceAll('when-sent', 'demanded'));
    const keys = BankKeys.parse({ ...demanded, others: 'refused' });
    database = await testDatabase();
    service = await startForTest(payment(quoteKeys(), undefined, keys), database.url, {
      SIGN_IN_JWKS: { keys: [{ ...signIn.public, kty: 'OKP' }] },
      SIGN_IN_HOURS_MAX: 24 * 366 * 20,
    });
    sandbox = await channelSandbox(counterpartSecrets(channels), `${service.url}/v1`);
  });
  afterAll(async () => {
    await sandbox.stop();
    await service.stop();
    await database.drop();
    rmSync(data, { recursive: true });
  });
  beforeEach(() => sandbox.ask('DELETE', '/sandbox/channels/faults'));

  const at = (path: string): string => `/sandbox/channels/banks${path}`;
  /** Money without a quote that is known: it is in suspense, and has been taken. */
  const take = (bank: string, transactionNo: string, amount = '205.30') =>
    sandbox.ask('POST', at(`/${bank}/collections`), {
      quoteToken: 'a.b.c',
      amount,
      method: 'cash',
      transactionNo,
    });
  const goesWrong = (counterpart: string, mode: string) =>
    sandbox.ask('PUT', '/sandbox/channels/faults', { counterpart, mode, times: 1 });
  const entry = async (bank: string, no: string) =>
    (await sandbox.ask('GET', at(`/${bank}/collections/${no}`))).body;
  const stateOf = (bank: string, no: string, state: string) =>
    eventually(
      () => entry(bank, no),
      (found) => found.state === state,
    );
  const receipts = async (no: string): Promise<number> => {
    const rows = await database.query(
      `select 1 from payment.events where type = 'UnidentifiedReceiptKept' and data->>'channelTransactionNo' = $1`,
      [no],
    );
    return rows.length;
  };

  it.each(['ccb', 'icbc', 'tax-desk'])('%s collects and takes back, signed both ways', async (bank) => {
    expect((await take(bank, `${bank}-1`)).body).toMatchObject({ state: 'booked', said: 'in-suspense' });
    const reversed = await sandbox.ask('POST', at(`/${bank}/collections/${bank}-1/reversal`));
    expect(reversed.body).toMatchObject({ state: 'reversed' });
    expect(await receipts(`${bank}-1`)).toBe(1);
  });
  it.each([
    'timeout-before',
    'timeout-after-success',
    'notify-twice',
    'notify-forged',
    'wrong-key-id',
    'stale-timestamp',
    'future-timestamp',
    'headers-stripped',
  ])('whatever happens (%s), money is booked once', async (mode) => {
    await goesWrong('ccb', mode);
    await take('ccb', `T-${mode}`);
    await stateOf('ccb', `T-${mode}`, 'booked');
    expect(await receipts(`T-${mode}`)).toBe(1);
  });
  it('a reversal that comes first makes its collection void, and may come twice', async () => {
    await goesWrong('ccb', 'reversal-first');
    expect((await take('ccb', 'T-first')).body).toMatchObject({ state: 'reversed' });
    await goesWrong('ccb', 'reversal-twice');
    await take('ccb', 'T-twice');
    const twice = await sandbox.ask('POST', at('/ccb/collections/T-twice/reversal'));
    expect(twice.body).toMatchObject({ state: 'reversed', said: 'reversed' });
  });
  it("one bank's key is nothing at another's channel", async () => {
    const keys = Object(sandbox.world.secrets['banks']);
    const { ccb, boc } = keys.channels;
    keys.channels = { ...keys.channels, ccb: { ...ccb, token: boc.token } };
    const other = await channelSandbox({ banks: keys }, `${service.url}/v1`);
    const taken = await other.ask('POST', at('/ccb/collections'), {
      quoteToken: 'a.b.c',
      amount: '1.00',
      method: 'card',
      transactionNo: 'T-foreign',
    });
    expect(taken.body).toMatchObject({ state: 'unknown' });
    expect(await receipts('T-foreign')).toBe(0);
    await other.stop();
  });
});
