import type { Answers } from '../../../shared/setup/answers.ts';

/** What becomes of one thing: it is made, brought up to date, left as it is, left although it differs, or removed. */
export type Deed = 'create' | 'update' | 'keep' | 'differs' | 'remove';

export interface Planned {
  deed: Deed;
  what: { en: string; zh: string };
  name: string;
  /** In parentheses behind the name. */
  note?: { en: string; zh: string };
}

const MARKS: Readonly<Record<Deed, string>> = {
  create: '+',
  update: '~',
  keep: '=',
  differs: '!',
  remove: '-',
};

const HEAD = {
  en: '  + create   ~ update   = exists   ! exists and differs, left as it is   - remove',
  zh: '  + 新建   ~ 更新   = 已存在   ! 已存在但不同，保持不变   - 删除',
};

export const KINDS = {
  role: { en: 'RAM role', zh: 'RAM 角色' },
  policy: { en: 'RAM policy', zh: 'RAM 权限策略' },
  bucket: { en: 'OSS bucket', zh: 'OSS 存储空间' },
  function: { en: 'function', zh: '函数' },
} as const;

/** A plan for people, one thing on a line. */
export function planText(planned: readonly Planned[], language: 'en' | 'zh'): string {
  const lines = planned.map(({ deed, what, name, note }) => {
    const more = note && (language === 'en' ? ` (${note.en})` : `（${note.zh}）`);
    return `  ${MARKS[deed]} ${what[language]} ${name}${more ?? ''}\n`;
  });
  return `\n${HEAD[language]}\n\n${lines.join('')}`;
}

/** What each function is started by, as s.yaml has it. */
const FUNCTIONS = {
  inventory: { en: 'every hour', zh: '每小时' },
  keys: { en: 'every 5 minutes', zh: '每 5 分钟' },
  activity: { en: 'every 15 minutes', zh: '每 15 分钟' },
  spend: { en: 'every hour', zh: '每小时' },
  proof: { en: 'every hour', zh: '每小时' },
  alerts: { en: 'every minute', zh: '每分钟' },
  report: { en: 'HTTP', zh: 'HTTP' },
  events: { en: 'EventBridge', zh: 'EventBridge' },
} as const;

/** The plan before anything was looked at: everything is new. */
export function planOfNothing({ bucket, region, proof }: Answers, language: 'en' | 'zh'): string {
  const off = { en: 'off', zh: '未启用' };
  const functions = Object.entries(FUNCTIONS).map(
    ([name, note]): Planned => ({
      deed: 'create',
      what: KINDS.function,
      name: `sealwatch-${name}`,
      note: name === 'proof' && !proof ? off : note,
    }),
  );
  return planText(
    [
      { deed: 'create', what: KINDS.role, name: 'sealwatch' },
      { deed: 'create', what: KINDS.policy, name: 'sealwatch' },
      {
        deed: 'create',
        what: KINDS.bucket,
        name: bucket,
        note: { en: `private, in ${region}`, zh: `私有，${region}` },
      },
      ...functions,
    ],
    language,
  );
}
