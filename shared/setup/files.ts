import type { Answers } from './answers.ts';

const PROOF = `proof: { enabled: true, level: ready }   # docs/proof.md: metrics counts Secrets in plain text
`;

/** The configuration of the functions, complete: with its store, its channel and who may read the report. */
export function configText({ site, language, proof, webhook, secret }: Answers): string {
  const signed = secret === '' ? '' : `\n      secret: \${DINGTALK_SECRET}`;
  const channel = `alerts:
  channels:
    - type: dingtalk-robot
      webhook: \${DINGTALK_WEBHOOK}${signed}
`;
  return `# The configuration of the functions. Values in \${…} come from .env when sealwatch is deployed.
site: ${site}
language: ${language}
store:
  oss:
    bucket: \${SEALWATCH_BUCKET}
    region: \${FC_REGION}   # set by Function Compute
    prefix: sealwatch/
report:
  tokens: ["\${REPORT_TOKEN}"]
  linkSecrets: ["\${REPORT_LINK_SECRET}"]
${webhook === '' ? '' : channel}${proof ? PROOF : ''}`;
}

/**
 * The variables beside it. Tokens of a file that is there already stay, so that links which were sent stay valid; what else stands
 * in it stays, too.
 */
export function envText(
  answers: Answers,
  before: Readonly<Record<string, string>>,
  token: () => string,
): string {
  const { region, bucket, webhook, secret, proof } = answers;
  const own: Record<string, string> = {
    SEALWATCH_REGION: region,
    SEALWATCH_BUCKET: bucket,
    SEALWATCH_PROOF: String(proof),
    DINGTALK_WEBHOOK: webhook,
    DINGTALK_SECRET: secret,
    REPORT_TOKEN: before['REPORT_TOKEN'] || token(),
    REPORT_LINK_SECRET: before['REPORT_LINK_SECRET'] || token(),
  };
  const lines = Object.entries({ ...before, ...own }).map(([name, value]) => `${name}=${value}`);
  return `# Secrets: keep this file out of version control.\n${lines.join('\n')}\n`;
}
