import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "../../domain/policies/grant";
import { transformed, type Transform } from "../transform";

export interface TopicKeyArgs {
  /** How the key is found, `alias/...`. */
  alias: pulumi.Input<string>;
  description: string;
  region: pulumi.Input<string>;
  /** The key's own policy: who administers it, and who alone uses it. */
  policy: pulumi.Input<PolicyDocument>;
  /** @default none */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  transform?: { key?: Transform<kms.KeyArgs>; alias?: Transform<kms.AliasArgs> };
}

/**
 * A key that topics are encrypted with, and its alias. AWS bills it by the month.
 *
 * The alias goes when it leaves the program. The key stays in AWS and is the account administrators' to delete: whoever may delete one key by its
 * alias or tag may delete any, because both can be put on any key. For the same reason its policy is written once, at its creation: one that
 * somebody changed is a difference that the administrators have to put right. Made again, the topics get a new key; nothing is kept that only the
 * old one opens.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html
 */
export class TopicKey extends pulumi.ComponentResource {
  /** The alias, by which topics name the key. */
  readonly alias: pulumi.Output<string>;
  readonly nodes: { key: kms.Key; alias: kms.Alias };

  constructor(name: string, args: TopicKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("access-analyzer-org:findings:TopicKey", name, {}, opts);

    const { description, region, policy, tags, transform } = args;
    const keyArgs: kms.KeyArgs = {
      description,
      policy: pulumi.jsonStringify(policy),
      bypassPolicyLockoutSafetyCheck: true,
      enableKeyRotation: true,
      region,
      ...(tags ? { tags } : {}),
    };
    const options = { parent: this, retainOnDelete: true, ignoreChanges: ["description", "isEnabled"] };
    const key = new kms.Key(...transformed(transform?.key, name, keyArgs, options));
    const aliasArgs: kms.AliasArgs = { name: args.alias, targetKeyId: key.keyId, region };
    const alias = new kms.Alias(...transformed(transform?.alias, `${name}-alias`, aliasArgs, { parent: this }));

    this.alias = alias.name;
    this.nodes = { key, alias };
    this.registerOutputs({ alias: this.alias });
  }
}
