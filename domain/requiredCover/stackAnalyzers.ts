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
