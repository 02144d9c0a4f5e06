import type { AccountAnalyzers } from "../components/accountAnalyzers";
import type { AccountPlan } from "../domain/plan/accountPlan";
import type * as pulumi from "@pulumi/pulumi";
import type { RoadOutputs } from "./roadOutputs";

/** What a stack tells about its account. */
export interface StackOutputs {
  /** ARNs of the analyzers the stack keeps, by Region and type. */
  analyzers: AccountAnalyzers["arns"];
  /** Places that another owner's analyzer covers, and that are left alone. */
  kept: { region: string; type: string; name: string; status: string }[];
  /** How many places (Region and type) of this account get no analyzer, see `access-analyzer-org plan`. */
  exemptions: number;
  /** ARN of the key that signs proofs: stack `security`, where `proof.enabled` is true. */
  proofKey?: pulumi.Output<string>;
  /** What a person has still to do for the findings road: stack `security`, where there are `notifications`. */
  findingsRoad?: RoadOutputs;
}

/** @param analyzers absent where the stack has none. */
export function stackOutputs({ specs, exemptions }: AccountPlan, analyzers?: AccountAnalyzers): StackOutputs {
  return {
    analyzers: analyzers?.arns ?? {},
    kept: specs.flatMap(({ region, type, name, source }) =>
      source.kind === "keep" ? [{ region, type, name, status: source.status }] : [],
    ),
    exemptions,
  };
}
