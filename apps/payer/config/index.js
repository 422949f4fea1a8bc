const { join, relative } = require('node:path');
const { NormalModuleReplacementPlugin } = require('webpack');

const repository = join(__dirname, '../../..');
const shared = ['libs/core/vocabulary'].map((folder) => join(repository, folder));

/** One base for H5 (behind the portal at /pay/) and the two mini-programs. */
module.exports = {
  projectName: 'payer',
  date: '2026-11-26',
  designWidth: 375,
  deviceRatio: { 375: 2, 750: 1 },
  sourceRoot: 'src',
  // `npm run screens` says where it wants them.
  outputRoot:
    process.env.SCREEN_OUT === undefined
      ? `dist/${process.env.TARO_ENV}`
      : relative(join(__dirname, '..'), process.env.SCREEN_OUT),
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  cache: { enable: false },
  plugins: [],
  alias: { '@canbao/vocabulary': join(repository, 'libs/core/vocabulary/src') },
  defineConstants: {
    // A mini-program has no origin of its own: where the platform answers.
    API_ORIGIN: JSON.stringify(process.env.CANBAO_API_ORIGIN ?? ''),
  },
  mini: { compile: { include: shared }, debugReact: false },
  h5: {
    publicPath: '/pay/',
    router: { mode: 'hash' },
    compile: { include: shared },
    // Widths are those of a phone in CSS pixels, and stay so on a wide screen.
    postcss: { pxtransform: { enable: false }, autoprefixer: { enable: true } },
    output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'js/[name].[contenthash:8].js' },
    enableExtract: true,
    webpackChain: (chain) => {
      chain.module
        .rule('inert-styles')
        .test(/[\\/]@tarojs[\\/](router|taro-h5|runtime)[\\/]dist[\\/].*\.js$/)
        .use('inert-styles')
        .loader(require.resolve('./inert-styles'));
      const webComponents =
        /@tarojs[\\/]components[\\/](global\.css|dist[\\/](components$|taro-components[\\/].*\.css))/;
      chain
        .plugin('no-components')
        .use(NormalModuleReplacementPlugin, [webComponents, require.resolve('./no-components')]);
      // What every page needs comes once.
      chain.merge({
        optimization: {
          splitChunks: {
            cacheGroups: { shared: { name: 'shared', chunks: 'all', minChunks: 3, priority: 200 } },
          },
        },
      });
    },
    miniCssExtractPluginOption: {
      filename: 'css/[name].[contenthash:8].css',
      chunkFilename: 'css/[name].[contenthash:8].css',
    },
  },
};
