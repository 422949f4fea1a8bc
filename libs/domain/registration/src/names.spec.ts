import { canonicalName, isName, maskedName } from './index';

describe('a name', () => {
  it.each([
    ['two characters', '张三'],
    ['one character', '张'],
    ['a character outside the basic plane', '𠮷野'],
    ['Extension G', '\u{30000}山'],
    ['a dot between the parts', '买买提·阿不都'],
    ['Latin letters', 'Maria Anna Schmidt'],
    ['an accent', 'José'],
    ['a hyphen', 'Anne-Marie'],
    ['an en dash', 'Anne–Marie'],
    ['an acute accent for the apostrophe', 'O´Neil'],
    ['a dot above', '阿布都˙艾尼'],
    ['Tibetan letters', 'བསོད་ནམས'],
    ['a full stop', 'J. Doe'],
    ['a digit that is not first', '张三2'],
    ['an apostrophe', "O'Neil"],
    ['a typographic apostrophe', 'O’Neil'],
    ['a full-width dot', '阿布都．艾尼'],
    ['full-width letters', 'ＭＡＲＩＡ'],
  ])('may have %s', (_, name) => expect(isName(name)).toBe(true));

  it.each([
    [0, false],
    [1, true],
    [50, true],
    [51, false],
  ])('of %i characters is right: %s', (length, right) => expect(isName('张'.repeat(length))).toBe(right));
  it.each([
    [50, true],
    [51, false],
  ])(
    'of %i characters outside the basic plane is right: %s, because characters are counted, not code units',
    (length, right) => expect(isName('𠮷'.repeat(length))).toBe(right),
  );
  it.each([
    [50, true],
    [51, false],
  ])('of %i decomposed letters is right: %s, because the stored form is counted', (length, right) =>
    expect(isName('e\u0301'.repeat(length))).toBe(right),
  );

  it.each([
    ['a space before', ' 张三'],
    ['a space behind', '张三 '],
    ['an ideographic space behind', '张三\u3000'],
    ['only a space', ' '],
    ['only a dot', '·'],
    ['a dot first', '·张三'],
    ['a digit first', '3张'],
    ['NUL', '张\0三'],
    ['a line break', '张\n三'],
    ['a tab', '张\t三'],
    ['DEL', '张\x7f三'],
    ['right-to-left override', '张\u202e三'],
    ['right-to-left isolate', '张\u2067三'],
    ['a zero-width space', '张\u200b三'],
    ['a zero-width joiner', '张\u200d三'],
    ['a byte-order mark', '\ufeff张三'],
    ['a soft hyphen', '张\u00ad三'],
    ['a line separator', '张\u2028三'],
    ['a private-use character', '张\ue000'],
    ['a code point that is none', '张\u0378'],
    ['an emoji', '张😀'],
    ['HTML', '<b>张三</b>'],
    ['a lookup', '${jndi:ldap}'],
    ['a formula', '=CMD()'],
    ['a formula inside', '张=1'],
    ['an at sign', '@SUM'],
    ['a quote at the end', "O'"],
    ['an acute accent at the end', 'O´'],
    ['a quote before a bracket', "Robert')"],
    ['a question mark', '李?'],
    ['a full-width question mark', '李？'],
    ['an asterisk', '李*'],
    ['a full-width asterisk', '李＊'],
    ['an empty square', '李□'],
    ['the replacement character', '李\ufffd'],
    ['a hash', '李#'],
    ['an underscore', '李_'],
    ['a variation selector', '葛\ufe00'],
    ['an ideographic variation selector', '葛\u{e0100}'],
    ['a Hangul filler', '李\u3164'],
    ['a full-width tag', '＜b＞'],
    ['a double quote', '张"三'],
    ['a backslash', '张\\三'],
    ['a back quote', '张`三'],
    ['a semicolon', '张三;drop'],
  ])('may not have %s', (_, name) => expect(isName(name)).toBe(false));

  it('with a lone surrogate is wrong', () =>
    expect([isName('张\ud842'), isName('\udfb7张')]).toEqual([false, false]));
});

describe('the form in which a name is compared', () => {
  it('is the same composed and decomposed', () =>
    expect(canonicalName('Jose\u0301')).toBe(canonicalName('Jos\u00e9')));
  it.each([...'.．。｡·•・･‧∙⋅●﹒․', ...'˙◦∘⸰ㆍ་༌', '\u0387', ' · ', '··'])('has one dot for %j', (dot) =>
    expect(canonicalName(`阿布都${dot}艾尼`)).toBe('阿布都\u00b7艾尼'),
  );
  it('has no dot where none is typed', () =>
    expect(canonicalName('阿布都艾尼')).not.toBe(canonicalName('阿布都·艾尼')));
  it.each([
    ['case', 'Maria Schmidt', 'MARIA SCHMIDT'],
    ['a sharp s', 'Weiß', 'WEISS'],
    ['width', 'Maria', 'Ｍａｒｉａ'],
    ['the number of spaces', 'Maria  Anna', 'Maria Anna'],
    ['an ideographic space', '张\u3000三', '张三'],
    ['spaces', 'MARIAANNA', 'Maria Anna'],
    ['the apostrophe', "O'Neil", 'O’Neil'],
    ['an acute accent for the apostrophe', "O'Neil", 'O´Neil'],
    ['the hyphen', 'Anne-Marie', 'Anne\u2010Marie'],
    ['the hyphen that does not break', 'Anne-Marie', 'Anne\u2011Marie'],
    ['an en dash for the hyphen', 'Anne-Marie', 'Anne–Marie'],
  ])('does not depend on %s', (_, first, second) => expect(canonicalName(first)).toBe(canonicalName(second)));
  it('takes a compatibility ideograph for its character', () =>
    expect(canonicalName('\uf9d0')).toBe('\u985e'));
  it('leaves characters that only look alike apart', () =>
    expect(canonicalName('未')).not.toBe(canonicalName('末')));
  it('is its own canonical form', () =>
    expect(canonicalName(canonicalName('Jose\u0301・张'))).toBe(canonicalName('Jose\u0301・张')));
});

describe('a masked name', () => {
  it.each([
    ['张三', '张*'],
    ['欧阳娜娜', '欧***'],
    ['古丽仙·买买提江', '古***'],
    ['𠮷野', '𠮷*'],
    ['张', '张*'],
    ['', '*'],
  ])('of %s shows %s', (name, masked) => expect(maskedName(name)).toBe(masked));
});
