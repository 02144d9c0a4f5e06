import type { Account, OrganizationalUnit, Root } from "@aws-sdk/client-organizations";
import { fullAccessPolicyId, type AccountState, type World } from "../../world/world";

/** `arn:aws:organizations::<management account>:<kind>/<organization>/<id>` */
export function organizationsArn(world: World, kind: "account" | "ou" | "root", id: string): string {
  return `arn:${world.partition}:organizations::${world.organization.managementAccount}:${kind}/${world.organization.id}/${id}`;
}

export function organizationArn(world: World): string {
  return `arn:${world.partition}:organizations::${world.organization.managementAccount}:organization/${world.organization.id}`;
}

export function policyArn(world: World, id: string): string {
  const owner = id === fullAccessPolicyId ? "aws:policy" : `${world.organization.managementAccount}:policy/${world.organization.id}`;
  return `arn:${world.partition}:organizations::${owner}/service_control_policy/${id}`;
}

/** The ARN of whatever an id names, as policies have to name it. */
export function arnOf(world: World, id: string): string {
  if (id.startsWith("r-")) return organizationsArn(world, "root", id);
  if (id.startsWith("ou-")) return organizationsArn(world, "ou", id);
  if (id.startsWith("p-")) return policyArn(world, id);
  return organizationsArn(world, "account", id);
}

/** `Status` is left out: AWS retired it on 2026-09-09 in favour of `State`. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html */
export function accountShape(world: World, account: AccountState): Account {
  return {
    Id: account.id,
    Arn: organizationsArn(world, "account", account.id),
    Email: account.email,
    Name: account.name,
    State: account.state,
    JoinedMethod: account.id === world.organization.managementAccount ? "INVITED" : "CREATED",
    JoinedTimestamp: account.joinedAt,
  };
}

export function organizationalUnitShape(world: World, unit: { id: string; name: string }): OrganizationalUnit {
  return { Id: unit.id, Arn: organizationsArn(world, "ou", unit.id), Name: unit.name };
}

export function rootShape(world: World): Root {
  const { rootId, policyTypes } = world.organization;
  return {
    Id: rootId,
    Arn: organizationsArn(world, "root", rootId),
    Name: "Root",
    PolicyTypes: [...policyTypes].map((Type) => ({ Type, Status: "ENABLED" })),
  };
}
