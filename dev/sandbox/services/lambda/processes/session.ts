import { createSession, type RoleSession } from "../../../iam/accessKeys";
import { assertServiceMayAssume } from "../../../iam/deliveringPrincipal";
import type { World } from "../../../world/world";
import type { Stored } from "../../storing/stored";
import type { Settings } from "../store";

/** Lambda takes on the function's role, for as long as a session may last. @throws AwsError if the role does not trust Lambda. */
export function sessionOf(world: World, { name, arn, account, region, settings: { given } }: Stored<Settings>): RoleSession {
  const role = given.Role ?? "";
  assertServiceMayAssume(world, { service: "lambda.amazonaws.com", sourceArn: arn, sourceAccount: account }, role, region);
  return createSession(world, {
    ...{ account, roleName: role.slice(role.lastIndexOf("/") + 1), sessionName: name, seconds: 12 * 3600 },
    ...{ policies: [], tags: new Map(), transitiveTags: new Set() },
  });
}
