import { CloudFormationClient, ListStackInstancesCommand, type StackInstanceSummary } from "@aws-sdk/client-cloudformation";
import {
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import type { FoundRole, FoundRoles, RolesInstance } from "../domain/audit/foundRoles";
import { accountId } from "../domain/identifiers";
import type { AccountId, Region } from "../domain/identifiers";
import type { Inventory, Readable } from "../domain/inventory/inventory";
import type { Configuration } from "../domain/configuration/configuration";
import { rolesStackSetName } from "../domain/names";
import { roleNamesIn } from "../domain/policies/roles";
import { readable } from "./callErrors";
import type { Calls } from "./calls";
import { clientSettings } from "./clients";
import { readPages } from "./paging";
import type { Session } from "./sessions";

/**
 * Our roles in each of these accounts, read back whole, and the instances of the StackSet that rolls them out.
 *
 * @param sessions in the accounts, or why there is none; without one in the management account the instances are unreadable.
 */
export async function readRoles(
  config: Configuration,
  { organization }: Pick<Inventory, "organization">,
  sessions: ReadonlyMap<AccountId, Readable<Session>>,
  calls: Calls,
): Promise<FoundRoles> {
  const inManagement = sessions.get(organization.management) ?? { unreadable: "the management account was not entered" };
  const [instances, accounts] = await Promise.all([
    "unreadable" in inManagement ? inManagement : readRolesInstances(inManagement.read, organization.rolesRegions, calls),
    Promise.all(
      [...sessions].map(async ([account, inside]) => {
        const names = roleNamesIn(config, account);
        return [account, "unreadable" in inside ? inside : await readRolesInside(inside.read, names, calls)] as const;
      }),
    ),
  ]);
  return { instances, accounts: new Map(accounts) };
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackInstances.html */
export async function readRolesInstances(
  inManagement: Session,
  regions: Readable<Region[]>,
  calls: Calls,
): Promise<Readable<RolesInstance[]>> {
  if ("unreadable" in regions) return regions;
  return readable("ListStackInstances", async () => {
    const found = await Promise.all(
      regions.read.map((region) => {
        const client = new CloudFormationClient(clientSettings(region, inManagement.credentials, calls.settings));
        return readPages(
          (NextToken) =>
            calls.run((options) => client.send(new ListStackInstancesCommand({ StackSetName: rolesStackSetName, NextToken }), options)),
          (page) => page.Summaries,
          (page) => page.NextToken,
        );
      }),
    );
    return found.flat().map(instanceOf);
  });
}

function instanceOf({
  Account,
  OrganizationalUnitId,
  Status,
  StatusReason,
  StackInstanceStatus,
  StackId,
}: StackInstanceSummary): RolesInstance {
  if (Account === undefined || OrganizationalUnitId === undefined || Status === undefined)
    throw new Error(`an instance without account, unit or status: ${Account ?? ""}`);
  return {
    account: accountId(Account),
    unit: OrganizationalUnitId,
    status: Status,
    detail: StackInstanceStatus?.DetailedStatus ?? "unknown",
    // The token differs from account to account.
    ...(StatusReason ? { reason: StatusReason.replace(/RequestToken: [\w-]+, /g, "") } : {}),
    ...(StackId ? { stack: StackId } : {}),
  };
}

async function readRolesInside(inside: Session, names: readonly string[], calls: Calls): Promise<Readable<FoundRole[]>> {
  const iam = new IAMClient(clientSettings(inside.homeRegion, inside.credentials, calls.settings));
  return readable("Reading our roles", async () => {
    const roles = await Promise.all(names.map((name) => readRole(iam, name, calls)));
    return roles.filter((role) => role !== undefined);
  });
}

/** Undefined if it is not there. */
async function readRole(iam: IAMClient, RoleName: string, calls: Calls): Promise<FoundRole | undefined> {
  const role = await calls
    .run((options) => iam.send(new GetRoleCommand({ RoleName }), options))
    .then(
      ({ Role }) => Role,
      (error: unknown) => {
        if (error instanceof NoSuchEntityException) return undefined;
        throw error;
      },
    );
  if (role === undefined) return undefined;
  const [policies, attached] = await Promise.all([readInlinePolicies(iam, RoleName, calls), readAttachedPolicies(iam, RoleName, calls)]);
  const boundary = role.PermissionsBoundary?.PermissionsBoundaryArn;
  return {
    name: RoleName,
    path: role.Path ?? "",
    trust: documentOf(role.AssumeRolePolicyDocument),
    ...(boundary === undefined ? {} : { boundary }),
    policies,
    attached,
  };
}

async function readInlinePolicies(iam: IAMClient, RoleName: string, calls: Calls): Promise<FoundRole["policies"]> {
  const names = await readPages(
    (Marker) => calls.run((options) => iam.send(new ListRolePoliciesCommand({ RoleName, Marker }), options)),
    (page) => page.PolicyNames,
    nextMarker,
  );
  return Promise.all(
    names.sort().map(async (name) => {
      const answer = await calls.run((options) => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: name }), options));
      return { name, document: documentOf(answer.PolicyDocument) };
    }),
  );
}

async function readAttachedPolicies(iam: IAMClient, RoleName: string, calls: Calls): Promise<string[]> {
  const attached = await readPages(
    (Marker) => calls.run((options) => iam.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker }), options)),
    (page) => page.AttachedPolicies,
    nextMarker,
  );
  return attached.map(({ PolicyArn }) => PolicyArn ?? "").sort();
}

function nextMarker({ IsTruncated, Marker }: { IsTruncated?: boolean; Marker?: string }): string | undefined {
  return IsTruncated ? Marker : undefined;
}

/** IAM answers policy documents URL-encoded (RFC 3986). @throws Error for what is no JSON. */
function documentOf(encoded = ""): unknown {
  return JSON.parse(decodeURIComponent(encoded));
}
