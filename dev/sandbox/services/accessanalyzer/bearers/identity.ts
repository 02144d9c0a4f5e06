import { iamOf } from "../../../iam/entities";
import type { World } from "../../../world/world";
import { keysOf } from "../../kms/keys";
import type { PolicyBearer } from "./bearer";

/** With their trust policies. */
export function roles(world: World): PolicyBearer[] {
  return [...world.accounts.keys()].flatMap((account) =>
    [...iamOf(world, account).roles.values()].map(({ arn, createdAt, trustPolicy }): PolicyBearer => ({
      ...{ account, arn, createdAt, policy: trustPolicy, resourceType: "AWS::IAM::Role" },
    })),
  );
}

/** Grants of services are a key's own use by AWS. */
export function keys(world: World): PolicyBearer[] {
  return keysOf(world).map(({ account, region, arn, createdAt, policy, grants }) => ({
    ...{ account, region, arn, createdAt, policy, resourceType: "AWS::KMS::Key" },
    grants: [...grants.values()].map(({ GranteePrincipal = "", Operations: operations = [] }) => ({
      principal: { AWS: GranteePrincipal },
      action: operations.map((operation) => `kms:${operation}`),
    })),
  }));
}
