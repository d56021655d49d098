/**
 * Whether a pattern of RAM fits a text: `*` for any text, `?` for one character, letter case ignored. No regular expression:
 * somebody's own pattern must not make it take longer than the product of both lengths.
 */
export function fitsPattern(pattern: string, text: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = text.toLowerCase();
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let next = 0; next < given.length; ) {
    if (wanted[at] === '*') {
      star = at;
      resume = next;
      at += 1;
    } else if (wanted[at] === '?' || wanted[at] === given[next]) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      at = star + 1; // the last star takes one character more
      resume += 1;
      next = resume;
    } else return false;
  }
  return /^\**$/.test(wanted.slice(at));
}
