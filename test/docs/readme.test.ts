import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../root.ts';

const read = (name: string): string => readFileSync(join(root, name), 'utf8');

describe.each(['README.md', 'README.zh-CN.md'])('%s', (name) => {
  const text = read(name);

  test('says in its first lines what breaks, and then the demo', () => {
    const top = text.split('\n').slice(0, 10).join('\n');
    expect(top).toMatch(name === 'README.md' ? /disabled KMS key.*API server/s : /密钥被禁用.*API Server/s);
    expect(top).toMatch(name === 'README.md' ? /unpaid week/ : /欠费一周/);
    expect(top).toContain('npm run demo');
  });

  test('is short', () => {
    expect(text.split(/\s+/).length).toBeLessThan(960);
    expect(text.match(/[\u4e00-\u9fff]/g)?.length ?? 0).toBeLessThan(1600);
  });

  test('links to pages that there are', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => path);
    expect(links.length).toBeGreaterThan(10);
    expect(
      links.filter((path) => !path.includes('images/message-') && !existsSync(join(root, path))),
    ).toEqual([]);
  });
});
