import { day, instant, month } from '@canbao/calendar';
import type { SentPack } from '@canbao/domain-payment';
import { yuan } from '@canbao/money';
import { banks } from '@canbao/vocabulary';
import { decode } from 'iconv-lite';
import { tipsNode, writeMessage, type Part } from '../tips/message';
import { batch, question, verification } from './messages';
import { BatchDebitSettings } from './settings';

const secret = Buffer.alloc(32, 7).toString('base64url');
const settings = BatchDebitSettings.parse({
  url: 'http://127.0.0.1/',
  node: '237010000000',
  taxOrgCode: '13701000000',
  payee: { bankNo: '011451000000', account: '1', name: '国家金库济南市中心支库' },
  bankNumbers: Object.fromEntries(banks.map((bank, index) => [bank, `10${index}451000000`])),
  lineKey: secret,
  accountKeys: { current: 'k', secrets: { k: secret } },
});
const account = { number: '6217000012345678', holder: '王㛃·阿' };
const pack: SentPack = {
  entrustDate: day('2026-11-16'),
  packNo: '00000001',
  bank: 'ccb',
  until: day('2026-11-23'),
  total: yuan('1205.30'),
  items: [
    {
      traNo: '00000001',
      protocolNo: '37010000000000000001',
      account,
      insurance: 'pension',
      month: month('2026-11'),
      amount: yuan('1000.00'),
    },
    {
      traNo: '00000002',
      protocolNo: '37010000000000000002',
      account: { number: '6217000087654321', holder: '李四' },
      insurance: 'medical',
      month: month('2026-02'),
      amount: yuan('205.30'),
    },
  ],
};
/** The text below `MSG`, as it is on the wire. */
const onTheWire = (msgNo: string, body: Part): string => {
  const head = { msgNo, msgId: `20261116${msgNo}00000001`, workDate: '20261116', src: settings.node };
  const text = decode(writeMessage({ ...head, des: tipsNode, body }), 'gb18030');
  return /<MSG>(.*)<\/MSG>/.exec(text)?.[1] ?? '';
};

describe('a message of batch debit', () => {
  it('9114 asks about number, bank and account of an agreement', () =>
    expect(
      onTheWire(
        '9114',
        verification(settings, {
          protocolNo: '37010000000000000001',
          bank: 'ccb',
          account,
          at: instant('2026-11-16T10:00:00+08:00'),
        }),
      ),
    ).toBe(
      '<ProveInfo9114><VCSign>0</VCSign><TaxOrgCode>13701000000</TaxOrgCode>' +
        '<TaxPayCode>37010000000000000001</TaxPayCode><TaxPayName>王㛃·阿</TaxPayName>' +
        '<PayOpBkCode>100451000000</PayOpBkCode><PayBkCode>100451000000</PayBkCode>' +
        '<PayAcct>6217000012345678</PayAcct><HandOrgName>王㛃·阿</HandOrgName>' +
        '<ProtocolNo>37010000000000000001</ProtocolNo></ProveInfo9114>',
    ));
  it('1102 has the head, whom to pay, and a payment for each month, from its first day to its last', () =>
    expect(onTheWire('1102', batch(settings, pack))).toBe(
      '<BatchHead1102><TaxOrgCode>13701000000</TaxOrgCode><EntrustDate>20261116</EntrustDate>' +
        '<PackNo>00000001</PackNo><ReturnTerm>20261123</ReturnTerm><AllNum>2</AllNum>' +
        '<AllAmt>1205.30</AllAmt></BatchHead1102>' +
        '<TurnAccount1102><HandleType>1</HandleType><PayeeBankNo>011451000000</PayeeBankNo>' +
        '<PayeeOrgCode>13701000000</PayeeOrgCode><PayeeAcct>1</PayeeAcct>' +
        '<PayeeName>国家金库济南市中心支库</PayeeName><PayBkCode>100451000000</PayBkCode>' +
        '<PayOpBkCode>100451000000</PayOpBkCode></TurnAccount1102>' +
        '<Payment1102><TraNo>00000001</TraNo><PayAcct>6217000012345678</PayAcct>' +
        '<HandOrgName>王㛃·阿</HandOrgName><TraAmt>1000.00</TraAmt>' +
        '<TaxVouNo>202611160000000100</TaxVouNo><TaxPayName>王㛃·阿</TaxPayName>' +
        '<ProtocolNo>37010000000000000001</ProtocolNo><Remark>基本养老保险</Remark>' +
        '<TaxStartDate>20261101</TaxStartDate><TaxEndDate>20261130</TaxEndDate></Payment1102>' +
        '<Payment1102><TraNo>00000002</TraNo><PayAcct>6217000087654321</PayAcct>' +
        '<HandOrgName>李四</HandOrgName><TraAmt>205.30</TraAmt>' +
        '<TaxVouNo>202611160000000200</TaxVouNo><TaxPayName>李四</TaxPayName>' +
        '<ProtocolNo>37010000000000000002</ProtocolNo><Remark>基本医疗保险</Remark>' +
        '<TaxStartDate>20260201</TaxStartDate><TaxEndDate>20260228</TaxEndDate></Payment1102>',
    ));
  it('9003 asks what became of a pack', () =>
    expect(onTheWire('9003', question(settings, pack))).toBe(
      '<Query9003><TaxOrgCode>13701000000</TaxOrgCode><PayBkCode>100451000000</PayBkCode>' +
        '<OriMsgNo>1102</OriMsgNo><OriEntrustDate>20261116</OriEntrustDate>' +
        '<OriPackNo>00000001</OriPackNo></Query9003>',
    ));
});
