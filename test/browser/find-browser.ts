import { delimiter, posix, win32 } from 'node:path';

/** What tells where browsers are; tests bring another machine. */
export interface Machine {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  exists: (file: string) => boolean;
}

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];
const APPS = ['Chromium', 'Google Chrome', 'Microsoft Edge'];
const PROGRAMS = [
  ['Chromium', 'Application', 'chrome.exe'],
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
];

/**
 * The browser that CHROMIUM names, else the Chromium, Chrome or Edge of the machine where it is usually installed; null when
 * there is none. Throws when CHROMIUM names nothing.
 */
export function findBrowser({ platform, env, exists }: Machine): string | null {
  const named = env['CHROMIUM'] ?? '';
  if (named === '') return usualPlaces(platform, env).find((file) => exists(file)) ?? null;
  if (exists(named)) return named;
  throw new Error(`CHROMIUM names a browser that is not there: ${named}`);
}

function usualPlaces(platform: Machine['platform'], env: Machine['env']): string[] {
  if (platform === 'win32') {
    const bases = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => env[name] ?? '');
    const known = bases.filter((base) => base !== '');
    return PROGRAMS.flatMap((program) => known.map((base) => win32.join(base, ...program)));
  }
  if (platform === 'darwin') {
    const folders = ['/Applications', posix.join(env['HOME'] ?? '/', 'Applications')];
    return APPS.flatMap((app) => folders.map((folder) => `${folder}/${app}.app/Contents/MacOS/${app}`));
  }
  const folders = ['/usr/bin', '/usr/local/bin', '/snap/bin', ...(env['PATH'] ?? '').split(delimiter)];
  return COMMANDS.flatMap((command) => folders.map((folder) => posix.join(folder, command)));
}
