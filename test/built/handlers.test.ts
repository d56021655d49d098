import { dirname, join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { checkHandlers } from '../../functions/cli/setup/check-deployment.ts';
import { preview } from '../deploy/serverless-devs.ts';
import { root } from '../root.ts';

test('every handler that s.yaml names is built and exported', async () => {
  const file = join(root, 's.yaml');
  const document = preview(file, { SEALWATCH_BUCKET: 'sealwatch-evidence' });
  const built = inject('bundles');
  // s.yaml says ./dist/functions.
  expect(await checkHandlers(document, dirname(built))).toEqual([]);
  expect(await checkHandlers(document, built)).toContainEqual(
    expect.stringContaining('there is no keys.mjs'),
  );
});
