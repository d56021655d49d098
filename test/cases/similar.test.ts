import { describe, test } from 'vitest';
import { auditCase } from './audit-case.ts';
import { expectAsIs } from './expectation.ts';
import { KEYS } from './similar/keys.ts';
import { LISTS } from './similar/lists.ts';
import { MONEY } from './similar/money.ts';
import { RIGHTS } from './similar/rights.ts';
import type { Story } from './similar/story.ts';
import { SURROUNDINGS } from './similar/surroundings.ts';

const ALL: Readonly<Record<string, readonly Story[]>> = {
  'the cluster list': LISTS,
  'keys, instances and KMS': KEYS,
  'roles and people': RIGHTS,
  'events, trails and networks': SURROUNDINGS,
  money: MONEY,
};

describe.each(Object.entries(ALL))('%s', (_, stories) => {
  test.each(stories)('$when', async ({ given, right }) => {
    expectAsIs(await auditCase(given), right);
  });
});
