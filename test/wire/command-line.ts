/** One `aliyun` call of a command, as the CLI reads it. */
export interface CliCall {
  product: string;
  operation: string;
  /** By name, without `--`; `region` is a flag of the CLI itself, `body` that of an operation in REST style. */
  flags: Readonly<Record<string, string>>;
}

/** What a shell would do something with, outside of quotes. */
const SPECIAL = /[\s<>$`\\"'|&;(){}*?!#~]/;

/** The words of one simple command. Throws where a shell would do anything but pass them on. */
export function wordsOf(command: string): string[] {
  const words: string[] = [];
  let rest = command.trim();
  while (rest !== '') {
    let word = '';
    while (rest !== '' && !rest.startsWith(' ')) {
      const quoted = /^'([^']*)'/.exec(rest);
      if (!quoted && SPECIAL.test(rest.charAt(0)))
        throw new Error(`a shell would read ${rest.charAt(0)} in: ${command}`);
      word += quoted ? quoted[1] : rest.charAt(0);
      rest = rest.slice(quoted ? quoted[0].length : 1);
    }
    words.push(word);
    rest = rest.trimStart();
  }
  return words;
}

/** Steps that follow each other, each when the one before succeeded. */
export function stepsOf(command: string): string[] {
  return command.split(' && ');
}

/** https://github.com/aliyun/aliyun-cli: `aliyun <product> <Operation> --name value …` */
export function cliCall(step: string): CliCall {
  const [program, product = '', operation = '', ...rest] = wordsOf(step);
  if (program !== 'aliyun' || !/^[a-z]+$/.test(product) || !/^[A-Z]\w+$/.test(operation))
    throw new Error(`no call of the CLI: ${step}`);
  const flags: Record<string, string> = {};
  for (let index = 0; index < rest.length; index += 2) {
    const [flag = '', value] = rest.slice(index, index + 2);
    const name = /^--([A-Za-z][\w.]*)$/.exec(flag)?.[1];
    if (!name || value === undefined || value.startsWith('--') || name in flags)
      throw new Error(`no flag with its value: ${flag} in ${step}`);
    flags[name] = value;
  }
  return { product, operation, flags };
}
