import { expect, test } from 'vitest';
import { findBrowser, type Machine } from './find-browser.ts';

const windows = { PROGRAMFILES: 'C:\\Program Files', LOCALAPPDATA: 'C:\\Users\\li\\AppData\\Local' };
const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const edge = 'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe';

test.each<{ when: string; platform: NodeJS.Platform; env?: Machine['env']; file: string }>([
  { when: 'Debian', platform: 'linux', file: '/usr/bin/chromium' },
  { when: 'Ubuntu', platform: 'linux', file: '/snap/bin/chromium' },
  { when: 'Chrome on Linux', platform: 'linux', file: '/usr/bin/google-chrome-stable' },
  {
    when: 'another folder of the path',
    platform: 'linux',
    env: { PATH: '/bin:/opt/x' },
    file: '/opt/x/chromium',
  },
  { when: 'Chrome on macOS', platform: 'darwin', file: chrome },
  { when: 'one user of macOS', platform: 'darwin', env: { HOME: '/Users/li' }, file: `/Users/li${chrome}` },
  { when: 'Edge on Windows', platform: 'win32', env: windows, file: edge },
  { when: 'one that is named', platform: 'linux', env: { CHROMIUM: '/opt/c' }, file: '/opt/c' },
])('$when', ({ platform, env = {}, file }) => {
  expect(findBrowser({ platform, env, exists: (path) => path === file })).toBe(file);
  expect(() =>
    findBrowser({ platform, env: { CHROMIUM: '/gone' }, exists: (path) => path === file }),
  ).toThrow('CHROMIUM names a browser that is not there: /gone');
});

test('none', () => {
  for (const platform of ['linux', 'darwin', 'win32'] as const)
    expect(findBrowser({ platform, env: windows, exists: () => false })).toBeNull();
});
