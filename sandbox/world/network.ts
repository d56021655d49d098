export interface TrafficRule {
  policy: 'accept' | 'drop';
  protocol: string;
  /** `-1/-1` for all, `443/443` */
  ports: string;
  cidr: string;
  /** of security groups: 1 comes first */
  priority: number;
  /** id of a prefix list, in place of `cidr` */
  prefixList: string;
}

export interface SecurityGroup {
  id: string;
  name: string;
  region: string;
  egress: readonly TrafficRule[];
}

export interface NetworkAcl {
  id: string;
  name: string;
  region: string;
  inbound: readonly TrafficRule[];
  outbound: readonly TrafficRule[];
}
