/** CRC-64 of ECMA-182 as OSS and Function Compute tell it: a decimal number. https://www.alibabacloud.com/help/en/oss/user-guide/data-verification */
export function crc64(data: Uint8Array): string {
  let [high, low] = [0xffffffff, 0xffffffff];
  for (const byte of data) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (table.low[index] ?? 0);
    high = (high >>> 8) ^ (table.high[index] ?? 0);
  }
  return ((BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0)).toString();
}

/** The polynomial, its bits in reverse. */
const polynomial = { high: 0xc96c5795, low: 0xd7870f42 };

const table = makeTable();

/** Two halves of each entry: numbers hold 32 bits well, and BigInt is a hundred times slower. */
function makeTable(): { high: Uint32Array; low: Uint32Array } {
  const made = { high: new Uint32Array(256), low: new Uint32Array(256) };
  for (let index = 0; index < 256; index += 1) {
    let [high, low] = [0, index];
    for (let bit = 0; bit < 8; bit += 1) {
      const isOdd = (low & 1) === 1;
      low = ((low >>> 1) | (high << 31)) ^ (isOdd ? polynomial.low : 0);
      high = (high >>> 1) ^ (isOdd ? polynomial.high : 0);
    }
    made.high[index] = high;
    made.low[index] = low;
  }
  return made;
}
