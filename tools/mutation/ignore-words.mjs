import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

const chinese = /\p{Script=Han}/u;
const isWords = ({ node }) =>
  (node.type === 'StringLiteral' && chinese.test(node.value)) ||
  (node.type === 'TemplateLiteral' && node.quasis.some(({ value }) => chinese.test(value.raw)));
const isCitation = ({ node }) =>
  (node.type === 'ObjectProperty' && ['source', 'sources', 'formula'].includes(node.key.name)) ||
  (node.type === 'VariableDeclarator' && /sources?$/i.test(node.id.name));

/**
 * Sentences for people and citations: `docs/sources.md` and the generated pages show them, no decision reads
 * them.
 */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'words', {
    shouldIgnore: (path) => {
      if (isWords(path)) return 'a sentence for people';
      return isCitation(path) ? 'a citation' : undefined;
    },
  }),
];
