import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startedHere, whyNot } from './started-here';

const before = process.env['CANBAO_DATA'];
afterEach(() => {
  if (before === undefined) delete process.env['CANBAO_DATA'];
  else process.env['CANBAO_DATA'] = before;
});

it('what npm start left is read from its data folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'canbao-started-'));
  process.env['CANBAO_DATA'] = folder;
  writeFileSync(join(folder, 'credentials.json'), '{"baseUrl":"http://127.0.0.1:8080"}');
  expect(startedHere()).toEqual({ baseUrl: 'http://127.0.0.1:8080' });
});

it('where nothing was started, it says what to do, and the other way', () => {
  process.env['CANBAO_DATA'] = 'nowhere';
  expect(() => startedHere(', or set CANBAO_URL')).toThrow(
    'Nothing runs here: there is no nowhere/credentials.json. Run npm start, or set CANBAO_URL.',
  );
});

it('where what was started has stopped, it says so', () => {
  const stopped = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
  expect(whyNot(stopped)).toBe(
    'Nothing answers: what npm start started here has stopped. Run npm start again.',
  );
  expect(whyNot(new Error('quote q: 404'))).toBe('quote q: 404');
});
