import type { Answer } from '../../shared/cloud/answer.ts';
import type { Call, Tape } from '../../shared/cloud/tape.ts';

/** Notes which fields of an answer are looked at, such as `cs DescribeClustersV1 clusters[].cluster_id`. */
export class ReadNotes implements Tape {
  readonly fields = new Set<string>();

  async answer({ operation: { product, action } }: Call, ask: () => Promise<Answer>): Promise<Answer> {
    const answer = await ask();
    if (!answer.seen) return answer;
    return { ...answer, value: this.#watched(answer.value, `${product} ${action} `, '') };
  }

  #watched(value: unknown, call: string, path: string): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const at = (name: string) =>
      Array.isArray(value) ? `${path}[]` : path === '' ? name : `${path}.${name}`;
    return new Proxy(value, {
      has: (target, name) => {
        if (typeof name === 'string' && !Array.isArray(target)) this.fields.add(call + at(name));
        return Reflect.has(target, name);
      },
      get: (target, name, receiver) => {
        const inner: unknown = Reflect.get(target, name, receiver);
        if (typeof name === 'symbol' || name === 'toJSON' || typeof inner === 'function') return inner;
        const isItem = Array.isArray(target);
        if (isItem && !/^\d+$/.test(name)) return inner; // its length
        if (!isItem) this.fields.add(call + at(name));
        return this.#watched(inner, call, at(name));
      },
    });
  }
}
