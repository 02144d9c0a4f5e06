import { createHash } from "node:crypto";
import type { Clock } from "../world/clock";
import { createAccessKey } from "../iam/accessKeys";
import { administratorAccess } from "../iam/managedPolicies";
import { accountTrust, putRole } from "../iam/roles";
import { ensureServiceLinkedRole } from "../iam/serviceLinkedRoles";
import { putUser } from "../iam/users";
import type { AccountDescription, CompleteOrganization } from "./organizationFile";
import { seedAnalyzer } from "../services/accessanalyzer";
import { seedTrail } from "../services/storing/cloudtrail";
import { partitions } from "../world/partitions";
import { defaultSettings, fullAccessPolicy, fullAccessPolicyId, worldOf, type Settings, type World } from "../world/world";

/** The organization that a description tells of, with what AWS puts into each account by itself. */
export function createWorld(organization: CompleteOrganization, clock: Clock, settings: Partial<Settings> = {}): World {
  const now = clock.now();
  const world = worldOf(
    {
      partition: organization.partition,
      settings: { ...defaultSettings, ...settings },
      organization: {
        id: organization.id,
        rootId: organization.rootId,
        featureSet: "ALL",
        managementAccount: organization.management,
        organizationalUnits: new Map(),
        trustedServices: new Map(organization.trustedServices.map((service) => [service, { enabledAt: now }])),
        delegatedAdministrators: new Map(),
        policyTypes: new Set(["SERVICE_CONTROL_POLICY"]),
        policies: new Map([[fullAccessPolicyId, fullAccessPolicy(organization.rootId)]]),
      },
      accounts: new Map(),
      stores: new Map(),
    },
    clock,
  );

  for (const path of organization.organizationalUnits) organizationalUnit(world, path);
  for (const account of organization.accounts) addAccount(world, account, organization.regions);
  seedTrail(world, organization.regions.enabledByDefault[0] ?? partitions[organization.partition].globalRegion);
  for (const { service, account } of organization.delegatedAdministrators) {
    const administrators = world.organization.delegatedAdministrators.get(service) ?? new Map<string, { registeredAt: Date }>();
    world.organization.delegatedAdministrators.set(service, administrators.set(account, { registeredAt: now }));
  }
  organization.serviceControlPolicies.forEach(({ name, description, content, targets }, i) => {
    const id = `p-${shortHash(`${i}${name}`)}`;
    const targetIds = new Set(targets.map((target) => targetId(world, target)));
    world.organization.policies.set(id, { id, name, description, content: JSON.stringify(content), targets: targetIds });
  });
  return world;
}

/**
 * An account joins the organization, by creation or (`invited`) by invitation.
 *
 * @param regions default: those of the accounts that are there.
 */
export function addAccount(world: World, account: AccountDescription, regions: CompleteOrganization["regions"] = regionsOf(world)): void {
  const parentId = organizationalUnit(world, account.ou);
  world.accounts.set(account.id, {
    id: account.id,
    name: account.name,
    email: account.email ?? `${account.name}@example.com`,
    state: account.state,
    parentId,
    joinedAt: world.clock.now(),
    tags: new Map(Object.entries(account.tags)),
    regions: new Map([
      ...regions.enabledByDefault.map((region) => [region, "ENABLED_BY_DEFAULT"] as const),
      ...regions.optIn.map((region) => [region, account.optedIn.includes(region) ? "ENABLED" : "DISABLED"] as const),
    ]),
  });
  world.organization.policies.get(fullAccessPolicyId)?.targets.add(account.id);

  ensureServiceLinkedRole(world, account.id, "organizations.amazonaws.com");
  const { managementAccount } = world.organization;
  if (account.id !== managementAccount && !account.invited) {
    putRole(world, account.id, {
      name: "OrganizationAccountAccessRole",
      trustPolicy: accountTrust(world, managementAccount),
      attachedPolicies: [administratorAccess(world.partition)],
    });
  }
  for (const { name, path, trustPolicy, policies, attachedPolicies } of account.roles) {
    putRole(world, account.id, { name, path, trustPolicy, inlinePolicies: policies, attachedPolicies });
  }
  for (const { name, policies, attachedPolicies, accessKey } of account.users) {
    putUser(world, account.id, { name, inlinePolicies: policies, attachedPolicies });
    createAccessKey(world, account.id, name, accessKey);
  }
  for (const analyzer of account.analyzers) seedAnalyzer(world, { account: account.id, ...analyzer });
}

/** An account leaves the organization. What is in it stays there, and its keys are good; it administers nothing any more. */
export function removeAccount(world: World, account: string): void {
  world.accounts.delete(account);
  for (const administrators of world.organization.delegatedAdministrators.values()) administrators.delete(account);
}

/** Id of the OU at a path such as `Workloads/Prod`, made with its parents if it is missing; the root's id for "". */
export function organizationalUnit(world: World, path: string): string {
  const { rootId, organizationalUnits } = world.organization;
  let parentId = rootId;
  const walked: string[] = [];
  for (const name of path.split("/").filter(Boolean)) {
    walked.push(name);
    const existing = [...organizationalUnits.values()].find((unit) => unit.parentId === parentId && unit.name === name);
    const id = existing?.id ?? `ou-${rootId.slice(2)}-${shortHash(walked.join("/"))}`;
    if (!existing) {
      organizationalUnits.set(id, { id, name, parentId });
      world.organization.policies.get(fullAccessPolicyId)?.targets.add(id);
    }
    parentId = id;
  }
  return parentId;
}

function targetId(world: World, target: string): string {
  if (target === "root") return world.organization.rootId;
  return world.accounts.has(target) ? target : organizationalUnit(world, target);
}

function regionsOf(world: World): CompleteOrganization["regions"] {
  const [any] = world.accounts.values();
  const regions = [...(any?.regions ?? [])];
  return {
    enabledByDefault: regions.filter(([, status]) => status === "ENABLED_BY_DEFAULT").map(([name]) => name),
    optIn: regions.filter(([, status]) => status !== "ENABLED_BY_DEFAULT").map(([name]) => name),
  };
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
