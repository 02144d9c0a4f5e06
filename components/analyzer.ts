import * as accessanalyzer from "@pulumi/aws/accessanalyzer";
import type { input } from "@pulumi/aws/types";
import * as pulumi from "@pulumi/pulumi";
import type { AnalyzerConfiguration as Configuration, ApiAnalyzerType, ArchiveRule, Criterion } from "../domain/analyzer";
import { archiveRuleLogicalName } from "../domain/plan/logicalName";
import { AnalyzerConfiguration } from "./analyzerConfiguration";
import { transformed, type Transform } from "./transform";

/** One analyzer: an AnalyzerSpec of the coverage plan, or the same written by hand. */
export interface AnalyzerSettings {
  /** The account it is in. Needed only where a `configuration` is kept. */
  account?: string;
  region: string;
  type: ApiAnalyzerType;
  /** 1 to 255 letters, digits, `_`, `.` and `-`, beginning with a letter. */
  name: string;
  /** What an unused-access or internal-access analyzer looks at. */
  configuration?: Configuration;
  /** @default none */
  archiveRules?: ArchiveRule[];
  /** @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

export interface AnalyzerArgs {
  /** What to create. */
  spec: AnalyzerSettings;
  transform?: {
    analyzer?: Transform<accessanalyzer.AnalyzerArgs>;
    archiveRule?: Transform<accessanalyzer.ArchiveRuleArgs>;
  };
}

/**
 * One IAM Access Analyzer with its archive rules, in one account and Region.
 *
 * Losing an analyzer loses its findings, so nothing here deletes or replaces one. When it leaves the program it leaves the state, and
 * stays in AWS with its archive rules. Another name, type or Region in the program changes nothing: give another analyzer another logical
 * name. Its configuration is applied by {@link AnalyzerConfiguration}, in place, because the aws provider would replace the analyzer.
 *
 * @throws if there is a configuration, but no account to keep it in.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html
 */
export class Analyzer extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** The resources underneath. */
  readonly nodes: {
    analyzer: accessanalyzer.Analyzer;
    archiveRules: accessanalyzer.ArchiveRule[];
    configuration?: AnalyzerConfiguration;
  };

  constructor(name: string, args: AnalyzerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:index:Analyzer", name, {}, opts);

    const { spec, transform } = args;
    const analyzer = createAnalyzer(this);
    const configuration = spec.configuration && configure(this, spec.configuration);
    const archiveRules = (spec.archiveRules ?? []).map((rule) => createArchiveRule(this, rule));

    this.arn = analyzer.arn;
    this.nodes = { analyzer, archiveRules, ...(configuration ? { configuration } : {}) };
    this.registerOutputs({ arn: this.arn });

    function createAnalyzer(parent: pulumi.Resource) {
      const resource: accessanalyzer.AnalyzerArgs = {
        analyzerName: spec.name,
        type: spec.type,
        region: spec.region,
        ...(spec.tags ? { tags: spec.tags } : {}),
        ...(spec.configuration ? { configuration: spec.configuration } : {}),
      };
      return new accessanalyzer.Analyzer(
        ...transformed(transform?.analyzer, name, resource, {
          parent,
          dependsOn: opts?.dependsOn,
          // Not `protect`: a protected resource that leaves the program fails its whole stack.
          retainOnDelete: true,
          // All that replaces an analyzer. A replacement deletes its archive rules, and then fails because the analyzer is still there.
          ignoreChanges: ["analyzerName", "type", "region", "configuration"],
        }),
      );
    }

    function configure(parent: pulumi.Resource, wanted: Configuration) {
      const { account, region } = spec;
      if (!account)
        throw new Error(
          `The analyzer ${name} in ${region} has a configuration, but no account: say in which account it is, so that no other is changed.`,
        );
      return new AnalyzerConfiguration(
        `${name}-configuration`,
        // Of the analyzer that there is, whatever the program says by now.
        { account, region: analyzer.region, analyzerName: analyzer.analyzerName, configuration: wanted },
        { parent, deletedWith: analyzer },
      );
    }

    function createArchiveRule(parent: pulumi.Resource, rule: ArchiveRule) {
      const resource: accessanalyzer.ArchiveRuleArgs = {
        analyzerName: analyzer.analyzerName,
        region: analyzer.region,
        ruleName: rule.name,
        filters: filters(rule.filter),
      };
      return new accessanalyzer.ArchiveRule(
        ...transformed(transform?.archiveRule, archiveRuleLogicalName(name, rule), resource, { parent, deletedWith: analyzer }),
      );
    }
  }
}

/** Sorted, so that the order in which a person wrote criteria is no difference. */
function filters(filter: Record<string, Criterion>): input.accessanalyzer.ArchiveRuleFilter[] {
  return Object.entries(filter)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([criteria, { eq, neq, contains, exists }]) => ({
      criteria,
      ...(eq ? { eqs: eq } : {}),
      ...(neq ? { neqs: neq } : {}),
      ...(contains ? { contains } : {}),
      ...(exists === undefined ? {} : { exists: String(exists) }),
    }));
}
