import assert from "node:assert/strict";
import { outsideAccess, type PolicyKind } from "../../../domain/resourcePolicies/outsideAccess";
import type { TrustedAccess } from "../../../domain/resourcePolicies/trusted";

export const own = "111111111111";
export const friend = "222222222222";
export const stranger = "999999999999";
export const ourOrganization = "o-aaaaaaaaaa";
export const otherOrganization = "o-zzzzzzzzzz";

export const trusted: TrustedAccess = {
  ownAccount: own,
  accounts: [friend],
  organizations: [ourOrganization],
  organizationPaths: [],
  vpcs: [],
  vpcEndpoints: [],
  cidrs: [],
};

/** The worst that is said of a document, and of whom: `harmless`, `public`, `outside 999999999999`, `undecided`. */
export type Answer = string;

/** Name, document, answer. */
export type Row = [name: string, document: unknown, answer: Answer, kind?: PolicyKind, trusted?: Partial<TrustedAccess>];

export function decide(rows: readonly Row[]): void {
  for (const [name, document, answer, kind = "resource", changed = {}] of rows) {
    it(`${answer}: ${name}`, () => {
      const access = outsideAccess(document, kind, { ...trusted, ...changed });
      const said = access.map(({ verdict, who }) => (verdict === "outside" ? `outside ${who.join(", ")}` : verdict));
      assert.equal(said.join("; ") || "harmless", answer, JSON.stringify(access, null, 2));
      for (const { why } of access) assert.match(why, /\w{3}/);
    });
  }
}

/** A policy of one statement. */
export function allow(Principal: unknown, Condition?: unknown, more: object = {}): object {
  return policy({
    Effect: "Allow",
    Principal,
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::data/*",
    ...(Condition === undefined ? {} : { Condition }),
    ...more,
  });
}

export function policy(...Statement: unknown[]): object {
  return { Version: "2012-10-17", Statement };
}
