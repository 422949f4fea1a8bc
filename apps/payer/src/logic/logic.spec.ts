import { checkDigitOf } from '@canbao/vocabulary';
import { fenOf, shownYuan, typedYuan, yuanOf } from './fen';
import { nameFault, numberFault, plainName } from './identity';
import { between, shownMonths } from './months';
import { isSettled, pauseMs, stageOf } from './polling';

describe('money on a page', () => {
  it.each([
    ['749.20', 74_920],
    ['3746', 374_600],
    ['0.5', 50],
  ])('counts %s as %d fen', (yuan, fen) => expect(fenOf(yuan)).toBe(fen));
  it.each(['', '-1', '1.234', '1e5', 'abc', '12345678901234'])('takes %j for no amount', (text) =>
    expect(fenOf(text)).toBeNaN(),
  );
  it('is written as the wire wants it', () =>
    expect([5, 50, 74_920].map(yuanOf)).toEqual(['0.05', '0.50', '749.20']));
  it('is grouped for people, the same in every engine', () =>
    expect(['749.20', '3746.00', '1234567.5'].map(shownYuan)).toEqual([
      '749.20',
      '3,746.00',
      '1,234,567.50',
    ]));
  it.each([
    ['５０００', '5000.00'],
    ['5,000 元', '5000.00'],
    ['3746。5', '3746.50'],
  ])('is understood where somebody types %s', (typed, yuan) => expect(typedYuan(typed)).toBe(yuan));
  it('is not guessed', () => expect(typedYuan('五千')).toBeUndefined());
});

describe('an identity number', () => {
  const figures = '37010219850101123';
  const number = figures + checkDigitOf(figures);
  it('is taken with blanks, full-width figures and a small x', () => {
    expect(numberFault(`${number.slice(0, 6)} ${number.slice(6)}`)).toBeUndefined();
    expect(numberFault(number.replace(/\d/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)))).toBe(
      undefined,
    );
  });
  it.each([
    ['', 'empty'],
    [number.slice(0, 17), 'length'],
    ['370102198502301234', 'birth'],
    [figures + (number.endsWith('1') ? '2' : '1'), 'check'],
  ])('says what is wrong with %s', (typed, fault) => expect(numberFault(typed)).toBe(fault));
});

describe('a name', () => {
  it.each([
    ['买买提•艾力', '买买提·艾力'],
    ['阿依古丽 ・ 热合曼', '阿依古丽·热合曼'],
    [' 㐂𠮷 ', '㐂𠮷'],
    ['Anna  Maria', 'Anna Maria'],
  ])('%s is sent as %s', (typed, sent) => expect(plainName(typed)).toBe(sent));
  it.each(['买买提•㐂𠮷', ' 张三 ', "O'Neil (Anna)", '㐂'.repeat(50)])('can be %s', (typed) =>
    expect(nameFault(typed)).toBeUndefined(),
  );
  it.each([
    [' ', 'empty'],
    ['370102199', 'signs'],
    ['３７０', 'signs'],
    ['张*', 'signs'],
    ['张＠三', 'signs'],
    ['•张', 'signs'],
    ['长'.repeat(51), 'long'],
  ])('says what is wrong with %j', (typed, fault) => expect(nameFault(typed)).toBe(fault));
});

describe('months', () => {
  it('are joined to periods, also over a year', () =>
    expect(shownMonths(['2022-02', '2021-12', '2022-01', '2022-05'], false)).toBe(
      '2021年12月至2022年2月、2022年5月',
    ));
  it('between two are those that can be paid', () =>
    expect(between(['2022-01', '2022-03', '2022-05'], '2022-02', '2022-05')).toEqual(['2022-03', '2022-05']));
});

describe('a result', () => {
  it('of a status that is not known yet is asked for again', () => {
    expect(stageOf('brand-new')).toBe('asked');
    expect(isSettled('brand-new')).toBe(false);
  });
  it('is asked for after 1, 2, 4 and 8 s, then more slowly', () =>
    expect([0, 1, 2, 3, 4].map(pauseMs)).toEqual([1000, 2000, 4000, 8000, 15_000]));
  it.each(['paid', 'in-suspense', 'incomplete', 'closed', 'reversed'])('%s stays', (status) =>
    expect(isSettled(status)).toBe(true),
  );
});
