import { AppError } from '../model/error.ts';

/** What somebody who sets sealwatch up decides. */
export interface Answers {
  site: 'china' | 'international';
  region: string;
  bucket: string;
  /** Of a DingTalk group robot; empty: no alerts yet. */
  webhook: string;
  /** Its secret, `SEC…`; empty where the robot has none. */
  secret: string;
  language: 'en' | 'zh';
  proof: boolean;
}

export interface Question {
  name: keyof Answers;
  /** Flag on the command line. */
  flag: string;
  ask: { en: string; zh: string };
  initial: string;
  /** What is wrong with an answer; null when nothing is. */
  problem: (answer: string) => string | null;
}

const among =
  (...words: readonly string[]) =>
  (answer: string): string | null =>
    words.includes(answer) ? null : `one of ${words.join(', ')}`;
const like =
  (form: RegExp, what: string) =>
  (answer: string): string | null =>
    form.test(answer) ? null : what;

/** In the order in which they are asked. */
export const QUESTIONS: readonly Question[] = [
  {
    name: 'site',
    flag: '--site',
    ask: { en: 'Site of the account (china or international)', zh: '账号所属站点（china 或 international）' },
    initial: 'china',
    problem: among('china', 'international'),
  },
  {
    name: 'region',
    flag: '--region',
    ask: { en: 'Region of the functions and the bucket', zh: '函数和存储空间所在地域' },
    initial: 'cn-hangzhou',
    problem: like(/^[a-z]+(-[a-z0-9]+)+$/, 'a region id such as cn-hangzhou'),
  },
  {
    name: 'bucket',
    flag: '--bucket',
    ask: {
      en: 'OSS bucket for state and evidence (new, or yours)',
      zh: '存放状态和证据的 OSS 存储空间（新建或已有）',
    },
    initial: '',
    problem: like(
      /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      '3 to 63 lower-case letters, digits or -, unique in the whole cloud',
    ),
  },
  {
    name: 'webhook',
    flag: '--webhook',
    ask: {
      en: 'Webhook of the DingTalk group robot (empty: no alerts yet)',
      zh: '钉钉群机器人 Webhook（留空：暂不告警）',
    },
    initial: '',
    problem: like(
      /^$|^https:\/\/oapi\.dingtalk\.com\/robot\/send\?access_token=[\w-]+$/,
      'https://oapi.dingtalk.com/robot/send?access_token=…, as the robot shows it',
    ),
  },
  {
    name: 'secret',
    flag: '--secret',
    ask: {
      en: 'Secret of the robot, SEC… (empty: it has none)',
      zh: '机器人加签密钥 SEC…（留空：未启用加签）',
    },
    initial: '',
    problem: like(/^$|^SEC[\w-]{5,}$/, 'SEC…, as the robot shows it'),
  },
  {
    name: 'language',
    flag: '--language',
    ask: { en: 'Language of messages and report (en or zh)', zh: '消息和报告的语言（en 或 zh）' },
    initial: 'en',
    problem: among('en', 'zh'),
  },
  {
    name: 'proof',
    flag: '--proof',
    ask: {
      en: 'Also ask the API servers how Secrets are stored (yes or no)',
      zh: '是否同时向 API Server 核实 Secret 存储方式（yes 或 no）',
    },
    initial: 'no',
    problem: among('yes', 'no'),
  },
];

/** The answers of all questions as texts; throws `AppError` SetupIncomplete that names every mistake. */
export function answersFrom(given: Readonly<Record<string, string>>): Answers {
  const wrong = QUESTIONS.flatMap(({ name, flag, problem, initial }) => {
    const why = problem(given[name] ?? initial);
    return why === null ? [] : [`${flag}: ${why}`];
  });
  if (wrong.length > 0)
    throw new AppError(
      'SetupIncomplete',
      `Some answers are missing or wrong:\n${wrong.join('\n')}`,
      'Give them as flags.',
    );
  const answer = (name: keyof Answers): string =>
    given[name] ?? QUESTIONS.find((question) => question.name === name)?.initial ?? '';
  return {
    site: answer('site') === 'international' ? 'international' : 'china',
    region: answer('region'),
    bucket: answer('bucket'),
    webhook: answer('webhook'),
    secret: answer('secret'),
    language: answer('language') === 'zh' ? 'zh' : 'en',
    proof: answer('proof') === 'yes',
  };
}
