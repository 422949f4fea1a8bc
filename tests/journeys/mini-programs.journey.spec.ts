import { call, credentials, enrolledPerson, eventually, setClock } from './stack';
import { builtMiniProgram } from './mini-build';
import { MiniHost } from './mini-host';

const platforms = [
  { platform: 'weapp', number: 0, parameter: 'paySign' },
  { platform: 'alipay', number: 1, parameter: 'tradeNO' },
] as const;

describe.each(platforms)('the mini-program for $platform', ({ platform, number, parameter }) => {
  const built = builtMiniProgram(platform);
  if ('skipped' in built) {
    it.skip(`pays a pension month by its own wallet (${built.skipped})`, () => undefined);
    return;
  }
  beforeAll(() => setClock('2022-05-18T10:00:00+08:00'));
  afterAll(() => setClock(null));

  it('pays a pension month by its own wallet, after the warning about the base', async () => {
    const { baseUrl, tokens } = credentials();
    const payer = tokens.payers[number];
    const { personId, idNumber, name } = await enrolledPerson();
    await call(payer?.token, 'POST', '/v1/payers/me/beneficiaries', { idNumber, name });
    await eventually(
      () => call(payer?.token, 'GET', `/v1/persons/${personId}/payables?insurance=pension`),
      ({ body }) => (body.items ?? []).some(({ status }: { status: string }) => status === 'payable'),
    );
    const session = JSON.stringify(payer);
    const host = new MiniHost({
      platform,
      folder: built.folder,
      baseUrl,
      storage: { 'canbao.session': session },
    });
    await host.open('/pages/home/index');
    await host.sees('人社自主申报');
    host.tap('人社自主申报');
    await host.sees('为谁缴费');
    await host.open(`/pages/declare/index?insurance=pension&personId=${personId}&name=A`);
    await host.sees('费款所属期');
    host.type('3746');
    await host.sees('¥749.20');
    host.tap('缴费');
    await host.sees('将变更登记的缴费基数');
    host.tap('确定，继续');
    await host.sees('确认缴费');
    host.tap('确认缴费');
    const [payment] = await eventually(
      async () => host.payments,
      (payments) => payments.length > 0,
    );
    expect(payment).toHaveProperty(parameter, expect.stringMatching(/\S{8,}/));
    await host.sees('缴费结果');
    await host.sees('待支付');
    const { body } = await call(payer?.token, 'GET', '/v1/orders');
    const [order] = body.items.filter((one: { personId: string }) => one.personId === personId);
    const paying = order.orderId.replaceAll('-', '');
    if (platform === 'weapp')
      await call(undefined, 'POST', `/sandbox/channels/wechat/orders/${paying}/payment`, {
        parameters: Object.fromEntries(
          ['timeStamp', 'nonceStr', 'package', 'paySign'].map((key) => [key, payment?.[key]]),
        ),
      });
    else await call(undefined, 'POST', '/sandbox/channels/alipay/pay', { number: payment?.['tradeNO'] });
    await host.sees('缴费成功');
  });
});
