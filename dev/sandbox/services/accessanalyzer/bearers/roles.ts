import { iamOf } from "../../../iam/entities";
import type { World } from "../../../world/world";
import type { PolicyBearer } from "./bearer";

/** With their trust policies. */
export function roles(world: World): PolicyBearer[] {
  return [...world.accounts.keys()].flatMap((account) =>
    [...iamOf(world, account).roles.values()].map(({ arn, createdAt, trustPolicy }) => ({
      account,
      arn,
      createdAt,
      policy: trustPolicy,
      resourceType: "AWS::IAM::Role" as const,
    })),
  );
}
