/** So deep lies what is large: the list of clusters of a state, in its observation, in the parts of the result. */
const DEPTH = 4;
/** Items of a list that become text at once. */
const AT_ONCE = 200;
/** Items of a list of few may be large each. */
const FEW = 5;

/**
 * The same text as `JSON.stringify(value)`, in pieces of at least so many characters, but for the last: the state of a
 * large account is 20 MB of text, which is not to be held at once. `value` is plain data.
 */
export function* jsonPieces(value: unknown, atLeast: number): Generator<string> {
  let held: string[] = [];
  let length = 0;
  for (const token of tokens(value, DEPTH)) {
    held.push(token);
    length += token.length;
    if (length < atLeast) continue;
    yield held.join('');
    held = [];
    length = 0;
  }
  if (length > 0) yield held.join('');
}

function* tokens(value: unknown, depth: number): Generator<string> {
  if (typeof value !== 'object' || value === null || depth === 0) yield JSON.stringify(value) ?? 'null';
  else if (Array.isArray(value)) yield* listTokens(value, depth);
  else yield* recordTokens(value, depth);
}

function* listTokens(list: readonly unknown[], depth: number): Generator<string> {
  yield '[';
  if (list.length <= FEW) {
    for (const [index, item] of list.entries()) {
      if (index > 0) yield ',';
      yield* tokens(item, depth - 1);
    }
    yield ']';
    return;
  }
  for (let start = 0; start < list.length; start += AT_ONCE) {
    const part = JSON.stringify(list.slice(start, start + AT_ONCE)).slice(1, -1);
    yield start === 0 ? part : `,${part}`;
  }
  yield ']';
}

function* recordTokens(record: object, depth: number): Generator<string> {
  let separator = '{';
  // A record of many things holds small ones; only few properties can be large each.
  const entries = Object.entries(record);
  const inner = entries.length > AT_ONCE ? 0 : depth - 1;
  for (const [key, value] of entries) {
    if (value === undefined) continue;
    yield `${separator}${JSON.stringify(key)}:`;
    yield* tokens(value, inner);
    separator = ',';
  }
  yield separator === '{' ? '{}' : '}';
}
