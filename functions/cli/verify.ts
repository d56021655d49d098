import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Config } from '../../shared/config/schema.ts';
import { AppError } from '../../shared/model/error.ts';
import { jsonText } from '../../shared/model/json-text.ts';
import type { ObjectStore } from '../../shared/model/object-store.ts';
import { algorithmOf, publicKeyIn } from '../../shared/model/signature.ts';
import { renderVerification } from '../../shared/report/terminal/render-verification.ts';
import { type Anchor, anchorsIn, lostAnchors } from '../../shared/state/anchors.ts';
import { damagedObjects } from '../../shared/state/damaged-objects.ts';
import { isAllSigned, verifySignatures } from '../../shared/state/verify-signatures.ts';
import { isWhole, type VerifiedChain, verifyStore } from '../../shared/state/verify-store.ts';
import { type CommonOptions, type Runtime, wantsColours, widthOf } from './runtime.ts';

export interface VerifyOptions {
  verify?: boolean;
  /** A hash, or a file that holds some. */
  anchor?: string;
  /** Files or hexadecimal digits. */
  publicKey?: string[];
}

export function isVerification({ verify: asked, anchor, publicKey = [] }: VerifyOptions): boolean {
  return asked === true || anchor !== undefined || publicKey.length > 0;
}

/**
 * `sealwatch report --verify`: whether the evidence is what was written, and everything else what the evidence says. Returns the
 * exit code; throws `AppError` AnchorUnreadable, PublicKeyUnreadable, NothingStored, and what the store throws.
 */
export async function verify(
  options: VerifyOptions & CommonOptions,
  { retention, language }: Config,
  store: ObjectStore,
  runtime: Runtime,
): Promise<number> {
  const anchors = options.anchor === undefined ? [] : anchorsFrom(options.anchor);
  const keys = (options.publicKey ?? []).map(keyFrom);
  const verified = await verifyStore(store, retention);
  if (verified.length === 0) throw nothingStored();
  const chains = await withSignatures(store, verified, keys);
  const links = chains.flatMap((chain) => chain.links);
  const lost = lostAnchors(links, anchors, retention.evidenceDays);
  const damaged = await damagedObjects(store);
  const isSigned = keys.length === 0 || chains.every(({ signatures }) => isAllSigned(signatures));
  const whole = chains.every(isWhole) && isSigned && lost.length === 0 && damaged.length === 0;
  if (options.json) {
    const told = chains.map(({ links: _, ...chain }) => chain);
    const schema = 'sealwatch.verification/1';
    runtime.stdout.write(`${jsonText({ schema, whole, chains: told, lostAnchors: lost, damaged })}\n`);
  } else if (!options.quiet) {
    const colours = wantsColours(options, runtime);
    const terminal = { language: options.lang ?? language, width: widthOf(runtime), colours };
    runtime.stdout.write(
      renderVerification({ chains, lostAnchors: lost, damaged, hasKeys: keys.length > 0 }, terminal),
    );
  }
  return whole ? 0 : 1;
}

async function withSignatures(
  store: ObjectStore,
  chains: readonly VerifiedChain[],
  keys: readonly KeyObject[],
) {
  const told = [];
  for (const chain of chains)
    told.push({ ...chain, signatures: await verifySignatures(store, chain.links, keys) });
  return told;
}

function keyFrom(given: string): KeyObject {
  const key = publicKeyIn(given) ?? publicKeyIn(textOf(given) ?? '');
  if (key && algorithmOf(key)) return key;
  throw new AppError(
    'PublicKeyUnreadable',
    `--public-key is no public key that evidence is signed with (ed25519, or EC P-256): ${given}`,
    'Give a PEM file, what GET /evidence/public-key answered, or the hexadecimal digits.',
  );
}

function anchorsFrom(given: string): readonly Anchor[] {
  const anchors = anchorsIn(given);
  if (anchors.length > 0) return anchors;
  const found = anchorsIn(textOf(given) ?? '');
  if (found.length > 0) return found;
  throw new AppError(
    'AnchorUnreadable',
    `--anchor is no hash, and no file that names runs and their hashes: ${given}`,
    'Give the 64 hexadecimal digits, a JSON report, a saved page, a message, or what `report --verify --json` printed.',
  );
}

/** Null when it cannot be read. */
function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

export function nothingStored(): AppError {
  return new AppError(
    'NothingStored',
    'The store holds no account yet.',
    'Run `sealwatch audit` first, or check `store` in the configuration.',
  );
}
