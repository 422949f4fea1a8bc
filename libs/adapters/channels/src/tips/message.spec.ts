import { encode } from 'iconv-lite';
import { partIn, partsIn, readMessage, textIn, tipsNode, writeMessage } from './message';

const message = {
  msgNo: '1103',
  msgId: '20220519110300000001',
  workDate: '20220519',
  src: '370100000001',
  des: tipsNode,
  body: {
    BatchHead1103: { TaxOrgCode: '13701020000', AllNum: '2', Remark: '历下区税务局 <甲&乙>' },
    Payment1103: [{ TraNo: '00000001' }, { TraNo: '00000002' }],
  },
};

describe('a message of the treasury', () => {
  it('is GBK, with its head in order', () => {
    const bytes = writeMessage(message);
    expect(bytes.includes(encode('历下区税务局', 'gbk'))).toBe(true);
    expect(bytes.toString('latin1')).toMatch(
      /^<\?xml version="1.0" encoding="GBK"\?><CFX><HEAD><VER>1.0<\/VER><SRC>370100000001<\/SRC><DES>100000000000<\/DES><APP>TIPS<\/APP><MsgNo>1103<\/MsgNo><MsgID>20220519110300000001<\/MsgID>/,
    );
  });
  it('keeps a name that GBK cannot write', () => {
    const body = { Payment1102: { HandOrgName: '王㛃䶮·阿' } };
    const bytes = writeMessage({ ...message, body });
    expect(bytes.toString('latin1')).toContain('encoding="GB18030"');
    expect(textIn(partIn(readMessage(bytes)?.body, 'Payment1102'), 'HandOrgName')).toBe('王㛃䶮·阿');
  });
  it('is read as it was written: numbers are text, and one part is a list as well', () => {
    const read = readMessage(writeMessage(message));
    expect(read).toMatchObject({ msgNo: '1103', msgId: message.msgId, src: '370100000001' });
    expect(partsIn(read?.body, 'Payment1103').map((part) => textIn(part, 'TraNo'))).toEqual([
      '00000001',
      '00000002',
    ]);
    expect(partsIn(read?.body, 'BatchHead1103')).toHaveLength(1);
    expect(textIn(partIn(read?.body, 'BatchHead1103'), 'AllNum')).toBe('2');
    expect(textIn(partIn(read?.body, 'Nothing'), 'AllNum')).toBeUndefined();
  });
  it.each([
    ['nothing', ''],
    ['a page', '<html><body>502</body></html>'],
    ['JSON', '{"result":"90000"}'],
    ['an end that is missing', '<CFX><HEAD><APP>TIPS</APP></HEAD><MSG>'],
    ['another application', '<CFX><HEAD><APP>TBS</APP></HEAD><MSG><A>1</A></MSG></CFX>'],
    [
      'definitions of its own',
      '<!DOCTYPE CFX [<!ENTITY a SYSTEM "file:///etc/passwd">]><CFX><HEAD><APP>TIPS</APP></HEAD><MSG><A>&a;</A></MSG></CFX>',
    ],
  ])('is not %s', (_, text) => expect(readMessage(Buffer.from(text))).toBeUndefined());
  it('expands no entity', () => {
    const text = '<CFX><HEAD><APP>TIPS</APP></HEAD><MSG><A><B>&a;</B></A></MSG></CFX>';
    expect(textIn(partIn(readMessage(Buffer.from(text))?.body, 'A'), 'B')).toBe('&a;');
  });
});
