import type * as pulumi from "@pulumi/pulumi";
import type { AnalyzerConfiguration as Configuration } from "../domain/analyzer";
import { DynamicResource } from "./dynamicResource";

export interface AnalyzerConfigurationArgs {
  /** The analyzer's account; credentials of another account are refused. */
  account: pulumi.Input<string>;
  region: pulumi.Input<string>;
  analyzerName: pulumi.Input<string>;
  configuration: pulumi.Input<Configuration>;
}

/**
 * What an unused-access or internal-access analyzer looks at, changed in place by UpdateAnalyzer: package `aws` would replace the
 * analyzer, which loses its findings and may be billed again.
 *
 * Whose credentials change it is decided at run time and is no part of the state, so that another role is no difference: those of
 * ACCESS_ANALYZER_ORG_PROFILE and ACCESS_ANALYZER_ORG_ROLE_ARN or else the usual AWS chain; and where the project has an organization.yaml,
 * the provision role in the account, which they may assume.
 *
 * Waits until the analyzer is ACTIVE. A refresh sees a configuration that was changed behind its back. Deletes nothing: the
 * configuration goes with the analyzer.
 *
 * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_UpdateAnalyzer.html
 */
export class AnalyzerConfiguration extends DynamicResource {
  /** The analyzer's ARN, once it is ACTIVE and configured. */
  declare readonly arn: pulumi.Output<string>;

  constructor(name: string, args: AnalyzerConfigurationArgs, opts?: pulumi.CustomResourceOptions) {
    super("AnalyzerConfiguration", name, { ...args, arn: undefined }, opts);
  }
}
