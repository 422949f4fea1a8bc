import { circlesOf, type Imports } from './circles';
import { exportedSource, fileOf, importsOf, projectNamed } from './imports';
import { filesOf, projects, read, shown } from './workspace';

const graph = (edges: Readonly<Record<string, readonly string[]>>): Imports => new Map(Object.entries(edges));

/** The file behind an import: of the same project, or what another exports. */
const target = (file: string, name: string): string[] => {
  const project = projectNamed(name, projects);
  const imported = project === undefined ? fileOf(file, name) : exportedSource(project, name);
  return imported === undefined ? [] : [imported];
};

describe('circles of imports', () => {
  it('do not exist between files, types included', () => {
    const files = projects.flatMap(filesOf);
    const imports = new Map(
      files.map((file) => [file, importsOf(read(file)).flatMap((name) => target(file, name))]),
    );
    expect(circlesOf(imports).map((circle) => circle.map(shown))).toEqual([]);
    expect(imports.size).toBeGreaterThan(200);
  });

  it.each([
    ['two files', graph({ a: ['b'], b: ['a'] }), [['a', 'b']]],
    ['three files behind another', graph({ z: ['a'], a: ['b'], b: ['c'], c: ['a'] }), [['a', 'b', 'c']]],
    ['a file that imports itself', graph({ a: ['a'] }), [['a']]],
    [
      'two circles that share a bridge',
      graph({ a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] }),
      [
        ['c', 'd'],
        ['a', 'b'],
      ],
    ],
  ])('are found between %s', (_, imports, circles) => expect(circlesOf(imports)).toEqual(circles));

  it.each([
    ['a chain', graph({ a: ['b'], b: ['c'], c: [] })],
    ['a diamond', graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] })],
    ['a branch back to a closed component', graph({ a: ['b'], b: [], c: ['b', 'a'] })],
  ])('are not seen in %s', (_, imports) => expect(circlesOf(imports)).toEqual([]));
});
