import type { StackResource } from "../stackResource";
import { unknownValue } from "../unknownValue";
import { accountOf, regionOf, type DefaultPlace, type PlacePart } from "./place";

export const analyzerToken = "aws:accessanalyzer/analyzer:Analyzer";

/** An analyzer of a stack, as far as it is known. */
export interface StackAnalyzer {
  resource: StackResource;
  account: PlacePart;
  region: PlacePart;
  /** What AWS calls it. ACCOUNT where the program names none. */
  type: string | typeof unknownValue;
  /** What it is called in AWS. */
  name: unknown;
}

/** The analyzers that a stack is to hold, external or not. */
export function stackAnalyzers(resources: readonly StackResource[], defaults: DefaultPlace): StackAnalyzer[] {
  return resources
    .filter(({ type }) => type === analyzerToken)
    .map((resource) => ({
      resource,
      account: accountOf(resource, defaults),
      region: regionOf(resource, defaults),
      type: typeOf(resource),
      name: resource.inputs?.["analyzerName"] ?? resource.outputs["analyzerName"],
    }));
}

function typeOf({ inputs, outputs }: StackResource): string | typeof unknownValue {
  if (inputs === undefined) return typeof outputs["type"] === "string" ? outputs["type"] : unknownValue;
  const type = inputs["type"] ?? "ACCOUNT";
  return typeof type === "string" ? type : unknownValue;
}

export function isExternal({ type }: StackAnalyzer): boolean {
  return type === "ACCOUNT" || type === "ORGANIZATION";
}

/** Why an analyzer is no evidence, whatever its type. Its place counts as far as its provider decides it. */
export function whyUseless({ resource: { provider }, type, region }: StackAnalyzer): string | undefined {
  // Every resource of AWS has a provider. A component has none, and a program may give it any type's name.
  if (provider === undefined) return "it has no provider, and so it is no resource of AWS";
  if (isElsewhere(provider.inputs)) return "its provider sends calls for Access Analyzer or STS to an endpoint of its own";
  if (type === unknownValue) return "its type is not known before it is deployed";
  if (region.keys.length === 0) return "its Region is not known before it is deployed";
  return undefined;
}

function isElsewhere(inputs: Record<string, unknown> = {}): boolean {
  const { endpoints } = inputs;
  if (endpoints === undefined || endpoints === null) return false;
  const text = typeof endpoints === "string" ? endpoints : JSON.stringify(endpoints);
  return text === undefined || /"(accessanalyzer|sts)":\s*"[^"]/.test(text);
}
