import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const compiler = join(root, 'node_modules/typescript/bin/tsc');
const options =
  '--noEmit --strict --ignoreConfig --module nodenext --target es2023 --allowImportingTsExtensions';

test('a sentence without Chinese wording: the compiler names its file, itself, and where the wording belongs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-wording-'));
  try {
    const file = join(folder, 'a-check.ts');
    const wording = JSON.stringify(join(root, 'shared/text/zh.ts'));
    const text = `import type { Text } from ${wording};\nexport const told: { why: Text } = { why: 'Nobody wrote this.' };\n`;
    writeFileSync(file, text);
    const { stdout } = spawnSync(process.execPath, [compiler, ...options.split(' '), file], {
      encoding: 'utf8',
    });
    const [first = '', ...others] = stdout.trim().split('\n');
    expect(first).toMatch(/a-check\.ts\(2,\d+\): error TS\d+: /);
    expect(first).toContain(
      `Type '"Nobody wrote this."' is not assignable to type 'HasChineseInSharedTextZh'.`,
    );
    expect(others).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
