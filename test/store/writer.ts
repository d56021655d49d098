// Writes whole objects into a store without end, until it is killed. Run by directory.test.ts as a process of its own.

import { createHash } from 'node:crypto';
import { machine } from '../../functions/machine.ts';
import { DirectoryStore } from '../../shared/store/directory.ts';

const store = new DirectoryStore(process.argv[2] ?? '', machine.uuid);

/** Bytes that tell whether they are all there. */
function sealed(count: number): Buffer {
  const body = Buffer.alloc(500_000 + ((count * 377_777) % 2_000_000), `${process.pid} ${count} `);
  return Buffer.concat([createHash('sha256').update(body).digest(), body]);
}

for (let count = 0; ; count += 1) {
  process.stdout.write('.');
  await store.put('state/a.json', sealed(count));
  await store.putIfAbsent(`runs/${process.pid}/${count}.json`, sealed(count));
  if (count % 3 === 2) await store.delete(`runs/${process.pid}/${count - 1}.json`);
}
