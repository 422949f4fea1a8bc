import { build, whyNot } from './mini-build';
import { MiniHost } from './mini-host';
import { call, credentials, enrolledPerson, eventually, setClock } from './stack';

type Parameters = Readonly<Record<string, string>>;

/** What each wallet is opened with, and how its sandbox is told that the payer has confirmed there. */
const wallets = [
  {
    platform: 'weapp',
    payer: 0,
    parameters: {
      appId: expect.stringMatching(/^wx\w+$/),
      timeStamp: expect.stringMatching(/^\d{10}$/),
      nonceStr: expect.stringMatching(/^\w{16,32}$/),
      package: expect.stringMatching(/^prepay_id=\w+$/),
      signType: 'RSA',
      paySign: expect.stringMatching(/^[\w+/]{342}==$/),
    },
    confirm: ({ signType: _, ...parameters }: Parameters, number: string) =>
      call(undefined, 'POST', `/sandbox/channels/wechat/orders/${number}/payment`, { parameters }),
  },
  {
    platform: 'alipay',
    payer: 1,
    parameters: { tradeNO: expect.stringMatching(/^\d{28,64}$/) },
    confirm: ({ tradeNO }: Parameters) =>
      call(undefined, 'POST', '/sandbox/channels/alipay/pay', { number: tradeNO }),
  },
] as const;

beforeAll(() => setClock('2022-05-18T10:00:00+08:00'));
afterAll(() => setClock(null));

describe.each(wallets)('the mini-program for $platform', ({ platform, payer, parameters, confirm }) => {
  const reason = whyNot(platform);
  if (reason !== undefined) {
    it.skip(`runs (${reason})`, () => undefined);
    return;
  }
  let host: MiniHost;
  beforeAll(() => build(platform), 600_000);
  beforeEach(async () => {
    host = new MiniHost(platform, credentials().baseUrl, `payer-${payer + 1}`);
    host.open('/pages/home/index');
    await host.sees('退出');
  });
  afterEach(() => host.close());

  it('pays a pension month by its own wallet, for somebody who has been added', async () => {
    const { idNumber, name } = await payable();
    host.tap('人社自主申报');
    await host.sees('＋ 增加人员');
    host.tap('＋ 增加人员');
    await host.sees('身份证号码');
    await host.type('name', name);
    await host.type('idNumber', idNumber);
    host.tap('下一步');
    await host.sees('费款所属期');
    await host.type('base', '3746');
    await host.sees('¥749.20');
    host.tap('缴费');
    await host.sees('将变更登记的缴费基数');
    host.tap('确定，继续');
    await host.sees('核定有效至');
    host.tap('确认缴费');
    await host.sees('待支付');
    const [payment] = await eventually(async () => host.payments, hasOne);
    expect(payment).toEqual(parameters);

    const [orderId = ''] = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(host.texts()) ?? [];
    const confirmed = await confirm(payment ?? {}, orderId.replaceAll('-', ''));
    expect(confirmed.status).toBe(200);
    await host.sees('缴费成功');
    host.tap('查看收据');
    await host.sees('已缴费');
    expect(host.payments).toHaveLength(1);
    expect(host.errors).toEqual([]);
  });

  it('opens every page without a fault', async () => {
    for (const address of host.addresses()) {
      host.open(address);
      await host.sees('English');
      await eventually(
        async () => host.texts(),
        (texts) => !texts.includes('正在加载'),
      );
      expect([address, host.texts()]).toEqual([address, expect.not.stringMatching(/正在加载|页面出了问题/)]);
    }
    expect(host.errors).toEqual([]);
  });
});

const hasOne = ({ length }: readonly unknown[]): boolean => length > 0;

/** Somebody whose months can be paid, as another payer is told: nobody has added them to this one yet. */
const payable = async (): Promise<{ readonly idNumber: string; readonly name: string }> => {
  const { personId, idNumber, name } = await enrolledPerson();
  const token = credentials().tokens.payers[3]?.token;
  await call(token, 'POST', '/v1/payers/me/beneficiaries', { idNumber, name });
  await eventually(
    () => call(token, 'GET', `/v1/persons/${personId}/payables?insurance=pension`),
    ({ body }) => (body.items ?? []).some(({ status }: { status: string }) => status === 'payable'),
  );
  return { idNumber, name };
};
