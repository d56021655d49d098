/** What changes from one text to another: lines that begin with `-` or `+`; lines that stay are left out. */
export function diffLines(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const common = commonLengths(old, now);
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const [gone, come] = [old[i], now[j]];
    const isNew = gone === undefined || (come !== undefined && at(i, j + 1) > at(i + 1, j));
    if (gone !== come) lines.push(isNew ? `+ ${come}` : `- ${gone}`);
    if (gone === come || !isNew) i += 1;
    if (gone === come || isNew) j += 1;
  }
  return lines;
}

/** For each two places the length of the longest common subsequence of what follows them. */
function commonLengths(old: readonly string[], now: readonly string[]): number[][] {
  const rows = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const [row = [], next = []] = [rows[i], rows[i + 1]];
    for (let j = now.length - 1; j >= 0; j -= 1)
      row[j] = old[i] === now[j] ? (next[j + 1] ?? 0) + 1 : Math.max(next[j] ?? 0, row[j + 1] ?? 0);
  }
  return rows;
}
