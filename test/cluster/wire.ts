/** Protocol Buffers, as far as the KMS services of Kubernetes use them: fields of bytes, in messages and maps. */

export interface Field {
  number: number;
  bytes: Buffer;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}

export function message(fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.flatMap(({ number, bytes }) => [varint((number << 3) | 2), varint(bytes.length), bytes]),
  );
}

export function entry(number: number, name: string, value: string): Field {
  const bytes = message([
    { number: 1, bytes: Buffer.from(name) },
    { number: 2, bytes: Buffer.from(value) },
  ]);
  return { number, bytes };
}

/** The bytes of this field, empty when it is not there. Throws for fields that are no bytes. */
export function fieldOf(text: Buffer, wanted: number): Buffer {
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = text[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  let found: Buffer = Buffer.alloc(0);
  while (at < text.length) {
    const tag = number();
    if ((tag & 7) !== 2) throw new Error(`A field of wire type ${tag & 7} is not expected.`);
    const length = number();
    if (tag >>> 3 === wanted) found = text.subarray(at, at + length);
    at += length;
  }
  return found;
}
