/** A requirement of a framework. Which checks decide or support it stands in the checks. */
interface Requirement {
  /** `<framework>:<clause>`, as findings carry it. */
  id: string;
  framework: string;
  clause: string;
  /** What the clause asks for, in our words. */
  asks: string;
  asksZh: string;
}

export const REQUIREMENTS = [
  {
    id: 'cis-ack-1.0:6.2.1',
    framework: 'CIS ACK 1.0',
    clause: '6.2.1',
    asks: 'Kubernetes Secrets are encrypted with keys managed in KMS',
    asksZh: '使用 KMS 中管理的密钥加密 Kubernetes Secret',
  },
  {
    id: 'cis-kubernetes:1.2.27',
    framework: 'CIS Kubernetes',
    clause: '1.2.27',
    asks: 'The API server has an encryption provider configured',
    asksZh: 'API Server 已配置加密提供程序',
  },
  {
    id: 'cis-kubernetes:1.2.28',
    framework: 'CIS Kubernetes',
    clause: '1.2.28',
    asks: 'The encryption providers are configured appropriately',
    asksZh: '加密提供程序配置得当',
  },
  {
    id: 'mlps-level-3:8.1.4.8',
    framework: 'MLPS level 3',
    clause: '8.1.4.8',
    asks: 'Important data is kept confidential in storage by cryptography',
    asksZh: '采用密码技术保证重要数据在存储过程中的保密性',
  },
  {
    id: 'mlps-level-3:8.1.4.3',
    framework: 'MLPS level 3',
    clause: '8.1.4.3',
    asks: 'Security-relevant behaviour is audited and the records are kept',
    asksZh: '对重要的用户行为和安全事件进行审计并留存记录',
  },
  {
    id: 'mlps-level-3:8.1.4.2',
    framework: 'MLPS level 3',
    clause: '8.1.4.2',
    asks: 'People who administer have the least rights they need, and separate ones',
    asksZh: '授予管理用户所需的最小权限，实现管理用户的权限分离',
  },
  {
    id: 'iso-27001-2022:A.8.24',
    framework: 'ISO 27001:2022',
    clause: 'A.8.24',
    asks: 'Cryptography and its keys are used by defined rules',
    asksZh: '按既定规则使用密码技术并管理密钥',
  },
  {
    id: 'iso-27001-2022:A.5.9',
    framework: 'ISO 27001:2022',
    clause: 'A.5.9',
    asks: 'Assets are known, with their owners',
    asksZh: '资产及其所有者已登记',
  },
  {
    id: 'iso-27001-2022:A.8.6',
    framework: 'ISO 27001:2022',
    clause: 'A.8.6',
    asks: 'The use of resources is monitored and adjusted to what is needed',
    asksZh: '监控资源的使用并按需调整',
  },
  {
    id: 'pci-dss-4.0:3.5',
    framework: 'PCI DSS 4.0',
    clause: '3.5',
    asks: 'Stored account data is unreadable wherever it is stored',
    asksZh: '存储的账户数据在任何位置均不可读',
  },
  {
    id: 'pci-dss-4.0:3.6',
    framework: 'PCI DSS 4.0',
    clause: '3.6',
    asks: 'Keys that protect stored account data are secured',
    asksZh: '保护存储账户数据的密钥受到保护',
  },
  {
    id: 'pci-dss-4.0:3.7',
    framework: 'PCI DSS 4.0',
    clause: '3.7',
    asks: 'The life cycle of those keys is managed',
    asksZh: '对这些密钥的全生命周期进行管理',
  },
  {
    id: 'nist-800-53:SC-12',
    framework: 'NIST 800-53',
    clause: 'SC-12',
    asks: 'Keys are established and managed',
    asksZh: '建立并管理密钥',
  },
  {
    id: 'nist-800-53:AC-6',
    framework: 'NIST 800-53',
    clause: 'AC-6',
    asks: 'People have no more rights than they need',
    asksZh: '只授予所需的最小权限',
  },
  {
    id: 'nist-800-53:SC-28',
    framework: 'NIST 800-53',
    clause: 'SC-28',
    asks: 'Information at rest is protected',
    asksZh: '保护静态信息',
  },
  {
    id: 'soc-2:CC6.1',
    framework: 'SOC 2',
    clause: 'CC6.1',
    asks: 'Logical access to protected information is restricted, encryption included',
    asksZh: '限制对受保护信息的逻辑访问，包括加密',
  },
] as const satisfies readonly Requirement[];

export type RequirementId = (typeof REQUIREMENTS)[number]['id'];
