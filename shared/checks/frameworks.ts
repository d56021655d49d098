/** A requirement of a framework, and the checks that give evidence for it. */
export interface Requirement {
  /** `<framework>:<clause>`, as findings carry it. */
  id: string;
  framework: string;
  clause: string;
  /** What the clause asks for, in our words. */
  asks: string;
  asksZh: string;
  checks: readonly string[];
}

const FLAG = ['cluster-encryption', 'cluster-change-stuck'];
const FIT = ['key-spec', 'key-service-managed', 'key-region', 'key-approved'];
const ALIVE = ['key-state', 'kms-instance', 'kms-account-status', 'key-material-expiry', 'arrears-clock'];
const PAID = ['balance-runway', 'spend-budget', 'spend-anomaly'];
const KEPT = ['key-deletion-protection', 'key-policy', 'key-shared'];
const ROTATED = ['key-rotation', 'secrets-reencryption', 'kms-v1-remains'];
const USED = ['security-role', 'network-path', 'decrypt-activity', 'kms-call-failures'];
const PEOPLE = ['operator-permissions', 'switch-off-guard'];
const WATCHED = ['trail-coverage', 'denied-attempt', 'resource-unreadable'];

function requirement(
  framework: string,
  clause: string,
  asks: string,
  asksZh: string,
  checks: string[],
): Requirement {
  const name = framework.toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-');
  return { id: `${name}:${clause}`, framework, clause, asks, asksZh, checks };
}

/** The only place that maps frameworks to checks. */
export const requirements: readonly Requirement[] = [
  requirement(
    'CIS ACK 1.0',
    '6.2.1',
    'Kubernetes Secrets are encrypted with keys managed in KMS',
    '使用 KMS 中管理的密钥加密 Kubernetes Secret',
    [...FLAG, ...FIT, ...ALIVE, ...USED],
  ),
  requirement(
    'CIS Kubernetes',
    '1.2.27',
    'The API server has an encryption provider configured',
    'API server 已配置加密提供程序',
    FLAG,
  ),
  requirement(
    'CIS Kubernetes',
    '1.2.28',
    'The encryption providers are configured appropriately',
    '加密提供程序配置得当',
    [...FIT, ...ALIVE, ...USED, 'kms-v1-remains'],
  ),
  requirement(
    'MLPS level 3',
    '8.1.4.8',
    'Important data is kept confidential in storage by cryptography',
    '采用密码技术保证重要数据在存储过程中的保密性',
    [...FLAG, ...FIT, ...ALIVE, ...USED],
  ),
  requirement(
    'MLPS level 3',
    '8.1.4.3',
    'Security-relevant behaviour is audited and the records are kept',
    '对重要的用户行为和安全事件进行审计并留存记录',
    WATCHED,
  ),
  requirement(
    'MLPS level 3',
    '8.1.4.2',
    'People who administer have the least rights they need, and separate ones',
    '授予管理用户所需的最小权限，实现管理用户的权限分离',
    PEOPLE,
  ),
  requirement(
    'ISO 27001:2022',
    'A.8.24',
    'Cryptography and its keys are used by defined rules',
    '按既定规则使用密码技术并管理密钥',
    [...FLAG, ...FIT, ...ALIVE, ...KEPT, ...ROTATED],
  ),
  requirement('ISO 27001:2022', 'A.5.9', 'Assets are known, with their owners', '资产及其所有者已登记', [
    'key-idle',
  ]),
  requirement(
    'ISO 27001:2022',
    'A.8.6',
    'The use of resources is monitored and adjusted to what is needed',
    '监控资源的使用并按需调整',
    PAID,
  ),
  requirement(
    'PCI DSS 4.0',
    '3.5',
    'Stored account data is unreadable wherever it is stored',
    '存储的账户数据在任何位置均不可读',
    [...FLAG, ...FIT, ...ALIVE, ...USED],
  ),
  requirement(
    'PCI DSS 4.0',
    '3.6',
    'Keys that protect stored account data are secured',
    '保护存储账户数据的密钥受到保护',
    [...FIT, ...KEPT, ...PEOPLE, 'security-role', ...WATCHED],
  ),
  requirement(
    'PCI DSS 4.0',
    '3.7',
    'The life cycle of those keys is managed',
    '对这些密钥的全生命周期进行管理',
    [...ALIVE, ...ROTATED, 'key-deletion-protection'],
  ),
  requirement('NIST 800-53', 'SC-12', 'Keys are established and managed', '建立并管理密钥', [
    ...FIT,
    ...ALIVE,
    ...KEPT,
    ...ROTATED,
  ]),
  requirement(
    'NIST 800-53',
    'AC-6',
    'People have no more rights than they need',
    '只授予所需的最小权限',
    PEOPLE,
  ),
  requirement('NIST 800-53', 'SC-28', 'Information at rest is protected', '保护静态信息', [
    ...FLAG,
    ...ALIVE,
    ...USED,
  ]),
  requirement(
    'SOC 2',
    'CC6.1',
    'Logical access to protected information is restricted, encryption included',
    '限制对受保护信息的逻辑访问，包括加密',
    [...FLAG, ...FIT, ...KEPT, ...PEOPLE, 'security-role'],
  ),
];

const byCheck = new Map<string, string[]>();
for (const { id, checks } of requirements) {
  for (const check of checks) byCheck.set(check, [...(byCheck.get(check) ?? []), id]);
}

export function frameworksOf(check: string): readonly string[] {
  return byCheck.get(check) ?? [];
}
