import assert from "node:assert/strict";
import type { Remark, StackResource } from "../../domain/stackResource";
import { requiredCover, type CoverRequest, type CoverVerdict } from "../../domain/requiredCover/requiredCover";
import { analyzerToken } from "../../domain/requiredCover/stackAnalyzers";

export const shop = "333333333333";
export const data = "444444444444";
export const today = "2026-11-27";

export const bucketToken = "aws:s3/bucket:Bucket";
export const queueToken = "aws:sqs/queue:Queue";
export const roleToken = "aws:iam/role:Role";

export type Inputs = Record<string, unknown>;
export type Provider = NonNullable<StackResource["provider"]>;

/** A provider as the engine shows it: lists are JSON in a string. */
export function provider(inputs: Inputs | undefined, name = "default"): Provider {
  return { urn: `urn:pulumi:dev::shop::pulumi:providers:aws::${name}`, inputs };
}

export const inShop = provider({ region: "eu-west-1", allowedAccountIds: `["${shop}"]` }, "shop");

export function resource(
  type: string,
  name: string,
  { inputs = {}, outputs, by = inShop }: { inputs?: Inputs; outputs?: Inputs; by?: Provider } = {},
): StackResource {
  return { urn: urnOf(type, name), type, name, inputs, outputs: outputs ?? inputs, provider: by };
}

export function analyzer(inputs: Inputs = {}, by = inShop, name = "account"): StackResource {
  return resource(analyzerToken, name, { inputs: { analyzerName: name, type: "ACCOUNT", ...inputs }, by });
}

export const bucket = (inputs: Inputs = {}, by = inShop, name = "data") => resource(bucketToken, name, { inputs, by });

export function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::shop::${type}::${name}`;
}

export function cover(resources: StackResource[], request: Partial<CoverRequest> = {}): Pick<CoverVerdict, "violations" | "notes"> {
  const { violations, notes, uncovered } = requiredCover({
    members: [],
    exemptions: [],
    evidence: [{ state: "no proof is configured", covered: new Map() }],
    today,
    ...request,
    resources,
  });
  // What a live look is asked for is what the violations say.
  assert.deepEqual(
    uncovered.map(({ account, region = "in any Region" }) => `${account}, ${region}`).sort(),
    violations.flatMap(({ message }) => /does not watch account (\d+, .*?): /.exec(message)?.[1] ?? []).sort(),
  );
  return { violations, notes };
}

/** `name: message`, and of the message its beginning where that says enough. */
export function said(remarks: Remark[]): string[] {
  return remarks.map(({ urn, message }) => `${urn.slice(urn.lastIndexOf("::") + 2)}: ${message}`);
}

/** `name: account, Region` of each violation that names a place. */
export function places(remarks: Remark[]): string[] {
  return said(remarks).map((text) => text.replace(/IAM Access Analyzer does not watch account (\d+), (.*?): .*/, "$1, $2"));
}
