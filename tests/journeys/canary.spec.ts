import { encode } from 'iconv-lite';
import { Search } from './canary';

const name = '龘𠮷·娜';
const search = new Search({ name });
const hidden = (text: string | Buffer): string[] => search.in('here', text).map(({ form }) => form);

describe('the search for canaries', () => {
  it.each([
    ['as it is', `Mr ${name}!`, 'UTF-8'],
    ['in GB18030, beyond the plane of GBK', encode(`付款人${name}`, 'gb18030'), 'GB18030'],
    ['in UTF-16', Buffer.from(` ${name}`, 'utf16le'), 'UTF-16'],
    ['as hex', `\\x${Buffer.from(`a${name}`).toString('hex')}`, 'hex of UTF-8'],
    ['as HEX', Buffer.from(name).toString('hex').toUpperCase(), 'HEX of UTF-8'],
    ['in a URL', `/v1?q=${encodeURIComponent(name)}`, 'URL'],
    ['in a URL of lower case', encodeURIComponent(name).toLowerCase(), 'URL in lower case'],
    [
      'in escaped JSON',
      [...name]
        .flatMap((sign) =>
          sign.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
        )
        .join(''),
      'JSON escapes',
    ],
  ])('finds a name %s', (_, text, form) => expect(hidden(text)).toEqual([form]));

  it.each([0, 1, 2, 3, 4])('finds a name in Base64 behind %i bytes, in either alphabet', (count) => {
    const bytes = Buffer.from(`${'>'.repeat(count)}${name}?`);
    expect(hidden(bytes.toString('base64'))).not.toEqual([]);
    expect(hidden(bytes.toString('base64url'))).not.toEqual([]);
    expect(hidden(encode(bytes.toString(), 'gb18030').toString('base64'))).not.toEqual([]);
  });

  it('finds nothing where only a part is', () =>
    expect(hidden(`${name.slice(0, 3)} ${name.slice(3)}`)).toEqual([]));
});
