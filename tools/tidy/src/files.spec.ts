import { basename, join } from 'node:path';
import {
  fileMax,
  fixedSleeps,
  identityNumbers,
  longLines,
  longSpecLines,
  unreachableReferences,
} from './text';
import { filesOf, isSpec, projects, read, root, shown } from './workspace';

const files = projects.flatMap(filesOf);
const product = files.filter((file) => !isSpec(file));
const suffixes = /\.(service|util|utils|helper|manager|dto|mapper)\.tsx?$/;
const named =
  (findingsOf: (text: string) => string[]) =>
  (file: string): string[] =>
    findingsOf(read(file)).map((finding) => `${shown(file)}:${finding}`);

describe('every file', () => {
  it('is short enough to read', () =>
    expect(product.filter((file) => read(file).split('\n').length > fileMax).map(shown)).toEqual([]));
  it('fits the width of a page', () => expect(product.flatMap(named(longLines))).toEqual([]));
  it('fits the width of a page in a spec, its sentences excepted', () =>
    expect(files.filter(isSpec).flatMap(named(longSpecLines))).toEqual([]));
  it('has a name that says what it is', () =>
    expect(files.filter((file) => suffixes.test(basename(file))).map(shown)).toEqual([]));
  it('refers only to pages that a reader can open', () =>
    expect(
      files
        .filter((file) => !file.includes('/tools/tidy/') && basename(file) !== 'sources.ts')
        .flatMap(named(unreachableReferences)),
    ).toEqual([]));
  it('waits for a condition with a deadline, not for a fixed time', () =>
    expect(
      files
        .filter((file) => !/\/(tools\/tidy|libs\/core\/runtime|tests\/simulation)\//.test(file))
        .flatMap(named(fixedSleeps)),
    ).toEqual([]));
  it('raises only alarms that have a runbook', () => {
    const pages = read(join(root, 'docs/runbooks/README.md'));
    const alarms = product.flatMap((file) =>
      [...read(file).matchAll(/\balarm: '([\w-]+)'/g)].map((match) => match[1] ?? ''),
    );
    expect([...new Set(alarms)].filter((alarm) => !pages.includes(`\`${alarm}\``))).toEqual([]);
    expect(alarms.length).toBeGreaterThan(10);
  });
  it("holds no identity number that could be somebody's", () =>
    expect(files.flatMap(named(identityNumbers))).toEqual([]));
});

describe('the checks of a text', () => {
  const long = 'x'.repeat(120);
  it('find a long line, code and comment alike', () => {
    expect(longLines(`short\n// ${long}`)).toEqual(['2: 123 characters']);
    expect(longLines(`const a = '${long}';`)).toHaveLength(1);
  });
  it('count characters, not bytes', () => expect(longLines('参'.repeat(110))).toEqual([]));
  it('let the sentence of a test be long, and nothing else', () => {
    expect(longSpecLines(`  it('${long}', () => undefined);`)).toEqual([]);
    expect(longSpecLines(`  const ${long} = 1;`)).toHaveLength(1);
  });
  it.each([
    '// see domain §4',
    '/** reliability §2k */',
    '// protocols §5.1',
    '// product.md',
    '// S15, art. 3',
  ])('find the reference in %s', (text) => expect(unreachableReferences(text)).toHaveLength(1));
  it.each(['// guide G3.2.1.4', '// ADR 5', "source: 'S15'", 'const S3Client = 1', '`SD${orderId}`'])(
    'leave %s alone',
    (text) => expect(unreachableReferences(text)).toEqual([]),
  );
  it.each([
    ['a real birthday', '19880229', 1],
    ['the 30 February', '19880230', 0],
    ['a birthday to come', '20990101', 0],
  ])('find an identity number with %s: %s', (_, birthday, count) =>
    expect(identityNumbers(`const number = '370102${birthday}1234';`)).toHaveLength(count),
  );
  it('find a fixed sleep', () =>
    expect(fixedSleeps('await new Promise((resolve) => setTimeout(resolve, 500));')).toHaveLength(1));
});
