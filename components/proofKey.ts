import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../domain/policies/grant";
import { proofKeyKind } from "../domain/policies/proofKey";
import { transformed, type Transform } from "./transform";

export interface ProofKeyArgs {
  /** How the key is found, `alias/...`. */
  alias: pulumi.Input<string>;
  /** Whoever signs finds the key there. */
  region: pulumi.Input<string>;
  /** The key's own policy: who administers it, and who alone signs. */
  policy: pulumi.Input<PolicyDocument>;
  /** @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  transform?: { key?: Transform<kms.KeyArgs>; alias?: Transform<kms.AliasArgs> };
}

/**
 * The KMS key that signs proofs of coverage, P-256, with its alias. AWS bills it by the month.
 *
 * Whoever verifies proofs keeps its public key, so nothing here deletes it, disables it or takes it up again: a key that leaves the program
 * stays in AWS, with its alias, and one that somebody disabled stays disabled. An alias that is there already cannot be created: `deploy`
 * imports one of ours, and points it at the new key.
 *
 * Its policy is written once, at its creation: nobody of ours needs to be able to change it later, hence no lockout safety check. A
 * policy that somebody changed is a difference that the account's administrators have to put right.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/asymmetric-key-specs.html
 */
export class ProofKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly nodes: { key: kms.Key; alias: kms.Alias };

  constructor(name: string, args: ProofKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:index:ProofKey", name, {}, opts);

    const { alias, region, policy, tags, transform } = args;
    const keyArgs: kms.KeyArgs = {
      description: "Signs proofs of IAM Access Analyzer coverage.",
      customerMasterKeySpec: proofKeyKind.spec,
      keyUsage: proofKeyKind.usage,
      policy: pulumi.jsonStringify(policy),
      bypassPolicyLockoutSafetyCheck: true,
      region,
      ...(tags ? { tags } : {}),
    };
    const options = { parent: this, retainOnDelete: true, ignoreChanges: ["description", "isEnabled"] };
    const key = new kms.Key(...transformed(transform?.key, name, keyArgs, options));

    const aliasArgs: kms.AliasArgs = { name: alias, targetKeyId: key.keyId, region };
    const named = new kms.Alias(...transformed(transform?.alias, name, aliasArgs, { parent: this, retainOnDelete: true }));

    this.arn = key.arn;
    this.nodes = { key, alias: named };
    this.registerOutputs({ arn: this.arn });
  }
}
