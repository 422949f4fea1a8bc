import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pages } from './pages';

const docs = join(__dirname, '../../../docs');
const wanted = [...pages()];

describe('the generated pages', () => {
  it.each(wanted)('include %s as the code has it now (npm run docs)', (name, text) => {
    expect(existsSync(join(docs, name))).toBe(true);
    expect(readFileSync(join(docs, name), 'utf8')).toBe(text);
  });

  it('include nothing that the code no longer makes', () => {
    const stored = readdirSync(join(docs, 'generated'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    expect(stored.toSorted()).toEqual(
      wanted
        .map(([name]) => join(docs, name))
        .filter((path) => path.startsWith(join(docs, 'generated')))
        .toSorted(),
    );
  });
});
