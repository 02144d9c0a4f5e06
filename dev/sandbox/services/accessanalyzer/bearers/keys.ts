import type { World } from "../../../world/world";
import { keysOf } from "../../kms/keys";
import type { PolicyBearer } from "./bearer";

export function keys(world: World): PolicyBearer[] {
  return keysOf(world).map(({ account, region, arn, createdAt, policy }) => ({
    account,
    region,
    arn,
    createdAt,
    policy,
    resourceType: "AWS::KMS::Key",
  }));
}
