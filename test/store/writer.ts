// Writes whole objects into a store without end, until it is killed. Run by directory.test.ts as a process of its own.
import { createHash, randomBytes } from 'node:crypto';
import { DirectoryStore } from '../../shared/store/directory.ts';

const store = new DirectoryStore(process.argv[2] ?? '');

/** Bytes that tell whether they are all there. */
function sealed(): Buffer {
  const body = randomBytes(20_000 + Math.floor(Math.random() * 400_000));
  return Buffer.concat([createHash('sha256').update(body).digest(), body]);
}

for (let count = 0; ; count += 1) {
  process.stdout.write('.');
  await store.put('state/a.json', sealed());
  await store.putIfAbsent(`runs/${process.pid}/${count}.json`, sealed());
  if (count % 3 === 2) await store.delete(`runs/${process.pid}/${count - 1}.json`);
}
