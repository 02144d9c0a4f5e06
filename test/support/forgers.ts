import { createAccessKey } from "../../dev/sandbox/iam/accessKeys";
import { administratorAccess } from "../../dev/sandbox/iam/managedPolicies";
import { accountTrust, putRole } from "../../dev/sandbox/iam/roles";
import { putUser } from "../../dev/sandbox/iam/users";
import type { Sandbox } from "../../dev/sandbox/server/server";
import { accountOf } from "../../dev/sandbox/world/world";
import { sessionIn, type Keys } from "./sandboxClients";

/**
 * Administrators who would like to put something on the findings road, by who they are. The member and the stranger are accounts that are in the
 * organization only meanwhile, and not: no stack knows of them.
 *
 * @param forwarder the forwarder's path and name, which a member can give to a role of its own.
 */
export async function withForgers(
  sandbox: Sandbox,
  delegatedAdministrator: string,
  forwarder: { path: string; name: string },
  use: (forgers: Record<string, Keys>) => Promise<void>,
): Promise<void> {
  const { world } = sandbox;
  const [member, stranger] = ["999999999999", "123456789012"];
  for (const id of [member, stranger]) world.accounts.set(id, { ...accountOf(world, delegatedAdministrator), id, name: id });
  const attachedPolicies = [administratorAccess(world.partition)];
  const trustPolicy = accountTrust(world, world.organization.managementAccount);
  const session = (account: string, role: { path: string; name: string }) => {
    putRole(world, account, { ...role, trustPolicy, attachedPolicies });
    return sessionIn(sandbox, account, `${role.path.slice(1)}${role.name}`);
  };
  const administrator = { path: "/", name: "administrator" };
  putUser(world, stranger, { ...administrator, attachedPolicies });
  world.accounts.delete(stranger);
  try {
    await use({
      "an administrator of a member": await session(member, administrator),
      "a member's role that is called like the forwarder": await session(member, forwarder),
      "an administrator of the delegated administrator": await session(delegatedAdministrator, administrator),
      "an account outside the organization": createAccessKey(world, stranger, administrator.name),
    });
  } finally {
    world.accounts.delete(member);
  }
}
