import type { Audit } from "../audit/audit";
import { isAccountId, isRegionCode, type AccountId, type Region } from "../identifiers";
import { compare } from "../lists";

/** Where the audit saw that an external analyzer looks: coverage.json. Nothing else is in it, since it leaves the organization's own walls. */
export interface CoverageProof {
  version: 1;
  /** `o-...` */
  organization: string;
  /** ISO 8601, UTC: when the audit began to look. */
  date: string;
  /** Sorted. An account or Region that is not here was not covered, or could not be seen. */
  accounts: Readonly<Record<AccountId, readonly Region[]>>;
}

/**
 * What an audit proves, whatever its verdict: drift elsewhere takes nothing from it, and what could not be seen is not in it.
 *
 * @param date when the audit began, as Date.toISOString() writes it.
 */
export function proofOf(
  { organization, externalCover }: Pick<Audit, "externalCover"> & { organization: { id: string } },
  date: string,
): CoverageProof {
  return { version: 1, organization: organization.id, date, accounts: externalCover };
}

/** One text for one proof, an account on each line. */
export function serializeProof({ version, organization, date, accounts }: CoverageProof): string {
  const lines = Object.entries(accounts)
    .sort(([left], [right]) => compare(left, right))
    .map(([account, regions]) => `    ${JSON.stringify(account)}: ${JSON.stringify([...new Set(regions)].sort(compare))}`);
  const members = lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n  }`;
  return `{
  "version": ${version},
  "organization": ${JSON.stringify(organization)},
  "date": ${JSON.stringify(date)},
  "accounts": ${members}
}
`;
}

/**
 * Reads what {@link serializeProof} wrote. Written by hand: the policy pack bundles this file.
 *
 * @throws Error with one sentence about the first thing that is wrong.
 */
export function parseProof(text: string): CoverageProof {
  const raw = parseObject(text, "the proof", ["version", "organization", "date", "accounts"]);
  const { version, organization, date, accounts } = raw;
  if (version !== 1) throw new Error(`version of the proof is ${shown(version)}, expected 1`);
  if (typeof organization !== "string" || !/^o-[a-z0-9]{10,32}$/.test(organization))
    throw new Error(`organization of the proof is ${shown(organization)}, expected an organization's id, o-...`);
  if (typeof date !== "string" || !isInstant(date))
    throw new Error(`date of the proof is ${shown(date)}, expected an instant such as 2026-11-27T02:00:00.000Z`);
  if (!isObject(accounts)) throw new Error(`accounts of the proof is ${shown(accounts)}, expected Regions by account`);
  const proof = { version, organization, date, accounts: Object.fromEntries(Object.entries(accounts).map(accountOf)) } as const;
  if (serializeProof(proof) !== text)
    throw new Error(
      'the proof is not written as "audit --proof" writes it: a key or a Region stands in it twice, or order or spaces differ',
    );
  return proof;
}

/**
 * An object of exactly these keys.
 *
 * @throws Error with what is wrong; `what` begins the sentence.
 */
export function parseObject(text: string, what: string, keys: readonly string[]): Record<string, unknown> {
  const value = parseJson(text, what);
  if (!isObject(value)) throw new Error(`${what} is ${shown(value)}, expected an object with ${keys.join(", ")}`);
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw new Error(`${what} has the key ${shown(unknown)}, expected ${keys.join(", ")} alone`);
  const missing = keys.find((key) => !Object.hasOwn(value, key));
  if (missing !== undefined) throw new Error(`${what} has no key ${missing}`);
  return value;
}

/** A value for a message: short, and on one line. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "missing";
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function accountOf([account, regions]: [string, unknown]): [AccountId, Region[]] {
  if (!isAccountId(account)) throw new Error(`accounts of the proof has ${shown(account)}, expected twelve digits`);
  if (!Array.isArray(regions) || regions.length === 0)
    throw new Error(`account ${account} of the proof has ${shown(regions)}, expected a list of Regions`);
  return [account, regions.map((region: unknown) => regionOf(region, account))];
}

function regionOf(region: unknown, account: string): Region {
  if (typeof region === "string" && isRegionCode(region)) return region;
  throw new Error(`account ${account} of the proof has ${shown(region)}, expected a Region's code such as eu-central-1`);
}

function isInstant(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${what} is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}
