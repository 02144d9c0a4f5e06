import type { Configuration } from "../configuration/configuration";
import { proofAlias, proverRoleName } from "../names";
import type { Place } from "./arns";
import type { Grant, PolicyDocument } from "./grant";
import { accountRoot } from "./trust";
import { roleArn } from "./roles";

/** What KMS is told about the key: a pair on the curve P-256, for signatures alone. */
export const proofKeyKind = { spec: "ECC_NIST_P256", usage: "SIGN_VERIFY" } as const;

/**
 * The policy of the key that signs proofs. The account administers it, by policies of its own, as AWS recommends; whoever that lets sign, the
 * prover role alone does: an explicit deny stops everybody else, the account's administrators included, until somebody changes this policy.
 *
 * The role is named by a condition, because a principal is kept by its unique id, which is dead when the role is made anew; and under any path,
 * so that a change of access.rolePath is none of this policy.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function proofKeyPolicy(config: Configuration): PolicyDocument {
  const { partition, delegatedAdministrator: account } = config.organization;
  const prover = ["/", "/*/"].map((path) => roleArn(partition, account, path, proverRoleName));
  return {
    Version: "2012-10-17",
    Statement: [
      { Sid: "AccountAdministers", Effect: "Allow", Principal: { AWS: accountRoot(config, account) }, Action: "kms:*", Resource: "*" },
      {
        Sid: "ProverAloneSigns",
        Effect: "Deny",
        Principal: { AWS: "*" },
        Action: "kms:Sign",
        Resource: "*",
        Condition: { ArnNotLike: { "aws:PrincipalArn": prover } },
      },
    ],
  };
}

/** The prover role, in the delegated administrator alone. */
export function proverGrants({ partition, account }: Place): Grant[] {
  return [
    {
      sid: "SignProof",
      why: "Signing the audit's proof, and printing the public key that verifies it.",
      actions: ["kms:GetPublicKey", "kms:Sign"],
      resources: [`arn:${partition}:kms:*:${account}:key/*`],
      condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": proofAlias } },
      wildcard: "AWS chooses a key's id, and the home Region may change; the condition keeps it to the key of our alias",
    },
  ];
}
