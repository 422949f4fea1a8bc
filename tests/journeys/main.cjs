// `npm run journeys`: the stack as a user starts it, by calls; with `--browser` by its screens. Other words
// are Jest's, such as a file or `-t`. `--accept` agrees to the pages as they are now.
const { spawnSync } = require('node:child_process');

const [, , ...words] = process.argv;
const inBrowser = words.includes('--browser');
const rest = words.filter((word) => word !== '--browser' && word !== '--accept');
if (words.includes('--accept')) process.env.ACCEPT_PAGES = 'yes';
const project = inBrowser ? 'browser' : 'journey';
const run = (command, args) => {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};
if (inBrowser) run(process.execPath, ['infra/local/screens.mjs']);
run('jest', ['--selectProjects', project, '--runInBand', '--forceExit', ...rest]);
