import * as pulumi from "@pulumi/pulumi";

/** Names of the handlers in aws/operations. */
export type OperationsName = "AnalyzerConfiguration" | "OrganizationReady" | "ServiceLinkedRole" | "StackSetsActivation";

/**
 * A resource that package `aws` does not have. What it does when it is created, read or updated is code of this package, looked up when
 * it is needed: the state holds one constant line instead of a serialized closure, and is equal on every machine and for every release.
 *
 * @see https://www.pulumi.com/docs/iac/concepts/resources/dynamic-providers/
 */
export abstract class DynamicResource extends pulumi.CustomResource {
  protected constructor(operations: OperationsName, name: string, inputs: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super(`pulumi-nodejs:dynamic/access-analyzer-org:${operations}`, name, { ...inputs, __provider: loader(operations) }, opts);
  }
}

/** Runs in Pulumi's process for dynamic resources, whose working directory is the project's: the package is found from there. */
function loader(operations: OperationsName): string {
  return `exports.handler = () => require("module").createRequire(process.cwd() + "/noop.js")("access-analyzer-org/operations").${operations};`;
}
