import type { Text } from '../text/zh.ts';

/** A framework with its clauses. Its Chinese name is what assessors in China call it. */
export const FRAMEWORKS = [
  { id: 'mlps-level-3', name: 'MLPS 2.0 level 3', nameZh: '等保 2.0 三级', standard: 'GB/T 22239-2019' },
  {
    id: 'gbt-39786-2021',
    name: 'Cryptography assessment level 3',
    nameZh: '密评三级',
    standard: 'GB/T 39786-2021 / GM/T 0054-2018',
  },
  { id: 'cis-ack-1.0', name: 'CIS ACK 1.0', nameZh: 'CIS 阿里云 ACK 基准 1.0', standard: 'CIS ACK 1.0.0' },
  {
    id: 'cis-kubernetes',
    name: 'CIS Kubernetes 1.10',
    nameZh: 'CIS Kubernetes 基准 1.10',
    standard: 'CIS Kubernetes 1.10',
  },
  {
    id: 'pci-dss-4.0.1',
    name: 'PCI DSS 4.0.1',
    nameZh: 'PCI DSS 4.0.1（支付卡行业数据安全标准）',
    standard: 'PCI DSS 4.0.1',
  },
  {
    id: 'iso-27001-2022',
    name: 'ISO 27001:2022',
    nameZh: 'ISO 27001:2022（GB/T 22080）',
    standard: 'ISO/IEC 27001:2022, Annex A',
  },
  {
    id: 'nist-800-53',
    name: 'NIST SP 800-53',
    nameZh: 'NIST SP 800-53',
    standard: 'NIST SP 800-53 Rev. 5',
  },
  { id: 'soc-2', name: 'SOC 2', nameZh: 'SOC 2', standard: 'AICPA TSC 2017' },
] as const;

export type FrameworkId = (typeof FRAMEWORKS)[number]['id'];

/** What is counted: clusters in scope, or accounts for what does not belong to one cluster. */
export type Population = 'clusters' | 'accounts';

/** A requirement of a framework. Which checks decide or support it stands in the checks. */
export interface Requirement {
  /** `<framework>:<clause>`, as findings carry it. */
  id: string;
  framework: FrameworkId;
  clause: string;
  /** What the clause asks for, in our words. */
  asks: string;
  asksZh: string;
  population: Population;
  /** Where number and content of the clause were read; null: not compared with the text of the standard. */
  source: string | null;
  /** The best that a cluster can reach here, whatever the checks say, and why. */
  limit?: { standing: 'not-met' | 'unknown'; why: Text };
}

const KUBE_BENCH = 'https://github.com/aquasecurity/kube-bench/blob/main/cfg/cis-1.10/master.yaml';

export const REQUIREMENTS = [
  {
    id: 'mlps-level-3:8.1.4.8',
    framework: 'mlps-level-3',
    clause: '8.1.4.8',
    asks: 'Important data is kept confidential in storage by cryptography',
    asksZh: '数据保密性：采用密码技术保证重要数据在存储过程中的保密性',
    population: 'clusters',
    source: null,
  },
  {
    id: 'mlps-level-3:8.1.4.3',
    framework: 'mlps-level-3',
    clause: '8.1.4.3',
    asks: 'Security-relevant behaviour is audited and the records are kept',
    asksZh: '安全审计：对重要的用户行为和安全事件进行审计并留存记录',
    population: 'accounts',
    source: null,
  },
  {
    id: 'mlps-level-3:8.1.4.2',
    framework: 'mlps-level-3',
    clause: '8.1.4.2',
    asks: 'People who administer have the least rights they need, and separate ones',
    asksZh: '访问控制：授予管理用户所需的最小权限，实现管理用户的权限分离',
    population: 'accounts',
    source: null,
  },
  {
    id: 'gbt-39786-2021:5',
    framework: 'gbt-39786-2021',
    clause: '5',
    asks: 'Cryptographic algorithms follow the national and industry standards for cryptography, such as SM4',
    asksZh: '通用要求：密码算法符合法律法规以及密码相关国家标准、行业标准（如 SM4）',
    population: 'clusters',
    source: null,
    limit: {
      standing: 'not-met',
      why: 'Not met by design: ACK accepts only Aliyun_AES_256 keys for Secret encryption, and AES is no algorithm of the Chinese cryptography standards (SM4 is).',
    },
  },
  {
    id: 'gbt-39786-2021:8.4',
    framework: 'gbt-39786-2021',
    clause: '8.4',
    asks: 'Important data of the application is kept confidential in storage by cryptography',
    asksZh: '应用和数据安全：采用密码技术保证重要数据在存储过程中的机密性',
    population: 'clusters',
    source: null,
    limit: {
      standing: 'unknown',
      why: 'Cannot be decided here: Secrets are encrypted, but with AES-256; how the assessor counts an algorithm other than SM4 is not a matter of measurement.',
    },
  },
  {
    id: 'cis-ack-1.0:6.2.1',
    framework: 'cis-ack-1.0',
    clause: '6.2.1',
    asks: 'Kubernetes Secrets are encrypted with keys managed in KMS',
    asksZh: '使用 KMS 中管理的密钥加密 Kubernetes Secret',
    population: 'clusters',
    source: null,
  },
  {
    id: 'cis-kubernetes:1.2.27',
    framework: 'cis-kubernetes',
    clause: '1.2.27',
    asks: 'The API server has an encryption provider configured',
    asksZh: 'API Server 已配置加密提供程序',
    population: 'clusters',
    source: KUBE_BENCH,
  },
  {
    id: 'cis-kubernetes:1.2.28',
    framework: 'cis-kubernetes',
    clause: '1.2.28',
    asks: 'The encryption providers are configured appropriately',
    asksZh: '加密提供程序配置得当',
    population: 'clusters',
    source: KUBE_BENCH,
  },
  {
    id: 'pci-dss-4.0.1:3.5',
    framework: 'pci-dss-4.0.1',
    clause: '3.5',
    asks: 'Stored account data is unreadable wherever it is stored',
    asksZh: '存储的账户数据在任何位置均不可读',
    population: 'clusters',
    source: null,
  },
  {
    id: 'pci-dss-4.0.1:3.6',
    framework: 'pci-dss-4.0.1',
    clause: '3.6',
    asks: 'Keys that protect stored account data are secured',
    asksZh: '保护存储账户数据的密钥受到保护',
    population: 'clusters',
    source: null,
  },
  {
    id: 'pci-dss-4.0.1:3.6.1.1',
    framework: 'pci-dss-4.0.1',
    clause: '3.6.1.1',
    asks: 'Service providers: the same keys are not used in production and in test environments',
    asksZh: '服务提供商：生产环境与测试环境不使用相同的密钥',
    population: 'clusters',
    source: 'https://service.securitm.ru/docs/pci-dss-v4-0/requirement-3-6',
  },
  {
    id: 'pci-dss-4.0.1:3.7',
    framework: 'pci-dss-4.0.1',
    clause: '3.7',
    asks: 'The life cycle of those keys is managed',
    asksZh: '对这些密钥的全生命周期进行管理',
    population: 'clusters',
    source: null,
  },
  {
    id: 'pci-dss-4.0.1:3.7.4',
    framework: 'pci-dss-4.0.1',
    clause: '3.7.4',
    asks: 'Keys are changed at the end of their defined cryptoperiod, and what they encrypted is rewritten',
    asksZh: '密钥在规定的密码周期结束时更换，并重写由其加密的数据',
    population: 'clusters',
    source: 'https://withpci.com/requirements/3/3.7/3.7.4.html',
  },
  {
    id: 'iso-27001-2022:A.8.24',
    framework: 'iso-27001-2022',
    clause: 'A.8.24',
    asks: 'Cryptography and its keys are used by defined rules',
    asksZh: '按既定规则使用密码技术并管理密钥',
    population: 'clusters',
    source: null,
  },
  {
    id: 'iso-27001-2022:A.5.9',
    framework: 'iso-27001-2022',
    clause: 'A.5.9',
    asks: 'Assets are known, with their owners',
    asksZh: '资产及其所有者已登记',
    population: 'accounts',
    source: null,
  },
  {
    id: 'iso-27001-2022:A.8.6',
    framework: 'iso-27001-2022',
    clause: 'A.8.6',
    asks: 'The use of resources is monitored and adjusted to what is needed',
    asksZh: '监控资源的使用并按需调整',
    population: 'accounts',
    source: null,
  },
  {
    id: 'nist-800-53:SC-12',
    framework: 'nist-800-53',
    clause: 'SC-12',
    asks: 'Keys are established and managed',
    asksZh: '建立并管理密钥',
    population: 'clusters',
    source: null,
  },
  {
    id: 'nist-800-53:SC-28',
    framework: 'nist-800-53',
    clause: 'SC-28',
    asks: 'Information at rest is protected',
    asksZh: '保护静态信息',
    population: 'clusters',
    source: null,
  },
  {
    id: 'nist-800-53:AC-6',
    framework: 'nist-800-53',
    clause: 'AC-6',
    asks: 'People have no more rights than they need',
    asksZh: '只授予所需的最小权限',
    population: 'accounts',
    source: null,
  },
  {
    id: 'soc-2:CC6.1',
    framework: 'soc-2',
    clause: 'CC6.1',
    asks: 'Logical access to protected information is restricted, encryption included',
    asksZh: '限制对受保护信息的逻辑访问，包括加密',
    population: 'clusters',
    source: null,
  },
] as const satisfies readonly Requirement[];

export type RequirementId = (typeof REQUIREMENTS)[number]['id'];
