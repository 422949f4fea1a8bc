// The stack as journeys start it, and a Chromium: that of Debian, fetched where that is allowed.
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const startStack = require('@canbao/test-journeys/global-setup');

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const found = () => places.find((path) => path && existsSync(path));

const fetchChromium = () => {
  const apt = (...args) =>
    spawnSync('apt-get', [...args], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 }).status ===
    0;
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return;
  process.stdout.write('Fetching Chromium by apt-get …\n');
  if (!apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk') && apt('update'))
    apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk');
};

module.exports = async () => {
  if (found() === undefined) fetchChromium();
  // Specs without a Chromium are skipped; their names say why.
  process.env.CHROMIUM = found() ?? '';
  await startStack();
};
