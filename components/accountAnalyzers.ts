import * as pulumi from "@pulumi/pulumi";
import type { AnalyzerType } from "../domain/analyzer";
import type { AnalyzerSpec } from "../domain/plan/types";
import type { Region } from "../domain/identifiers";
import { analyzerLogicalName } from "../domain/plan/logicalName";
import { Analyzer, type AnalyzerArgs } from "./analyzer";

export interface AccountAnalyzersArgs extends Pick<AnalyzerArgs, "transform"> {
  account: string;
  /** Specs of this account, in any order. Those of source `keep` belong to other owners and create nothing. */
  specs: AnalyzerSpec[];
  /** What analyzers of a type have to wait for. */
  after?: Partial<Record<AnalyzerType, pulumi.Resource>>;
}

/**
 * Every analyzer of one account, in all its Regions, behind one provider: each resource names its own Region.
 *
 * @throws if a spec belongs to another account, before anything is created.
 */
export class AccountAnalyzers extends pulumi.ComponentResource {
  /** ARNs by Region and type. */
  readonly arns: Record<Region, Partial<Record<AnalyzerType, pulumi.Output<string>>>> = {};

  constructor(name: string, args: AccountAnalyzersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:index:AccountAnalyzers", name, {}, opts);

    const { account, specs, after, ...rest } = args;
    for (const spec of specs) {
      if (spec.account !== account) {
        throw new Error(
          `The analyzer ${spec.name} in ${spec.region} belongs to account ${spec.account}, not to ${account}: give each account an AccountAnalyzers of its own.`,
        );
      }
    }
    for (const spec of specs.filter(({ source }) => source.kind === "create")) {
      const before = after?.[spec.type];
      const options = before ? { parent: this, dependsOn: before } : { parent: this };
      const analyzer = new Analyzer(analyzerLogicalName(spec), { spec, ...rest }, options);
      (this.arns[spec.region] ??= {})[spec.type] = analyzer.arn;
    }
    this.registerOutputs({ arns: this.arns });
  }
}
