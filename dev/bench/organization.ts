import { analyzerNames } from "../../domain/analyzer";
import { memberRoleNames, ownerTag } from "../../domain/names";
import type { OrganizationDescription } from "../sandbox/seed/organizationFile";

export const managementAccount = "100000000000";
export const delegatedAdministrator = "100000000001";
export const homeRegion = "eu-central-1";
/** Account ids of the members, the delegated administrator not counted. */
export const memberAccounts = (count: number) => Array.from({ length: count }, (_, i) => String(100000000002 + i));

/** The keys of user `bench` in the delegated administrator: everything that is measured begins with them. */
export const keys = { accessKeyId: "AKIABENCHBENCHBENCH0", secretAccessKey: "bench-secret-access-key-bench-secret-key" };

/** The 17 Regions that AWS enables by default. */
export const regions = [
  ...["us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1"],
  ...["eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1"],
  ...["ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-southeast-1", "ap-southeast-2"],
];
const optInRegions = [
  "af-south-1",
  "ap-east-1",
  "ap-south-2",
  "ap-southeast-3",
  "ap-southeast-4",
  "eu-central-2",
  "eu-south-1",
  "eu-south-2",
  "il-central-1",
  "me-central-1",
  "me-south-1",
];

/** organization.yaml for it: everything at its default. */
export const configurationText = `version: 1
organization:
  management: "${managementAccount}"
  delegatedAdministrator: "${delegatedAdministrator}"
  homeRegion: ${homeRegion}
`;

/**
 * An organization of `accounts` accounts with our roles in all of them, as after the stack management; with `isRolledOut` our account
 * analyzers are there as well.
 */
export function generatedOrganization(accounts: number, { isRolledOut }: { isRolledOut: boolean }): OrganizationDescription {
  const ids = [managementAccount, delegatedAdministrator, ...memberAccounts(accounts - 2)];
  const trustPolicy = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${delegatedAdministrator}:root` }, Action: "sts:AssumeRole" }],
  };
  const everything = ["arn:aws:iam::aws:policy/AdministratorAccess"];
  const roles = memberRoleNames.map((name) => ({
    name,
    path: "/access-analyzer-org/",
    trustPolicy,
    attachedPolicies: everything,
  }));
  const analyzers = regions.map((region) => ({ name: analyzerNames.ACCOUNT, region, tags: { [ownerTag.key]: ownerTag.value } }));
  return {
    management: managementAccount,
    homeRegion,
    regions: { enabledByDefault: regions, optIn: optInRegions },
    accounts: ids.map((id, i) => ({
      id,
      name: `account-${i}`,
      ou: id === managementAccount ? "" : `Workloads/Team-${i % 10}`,
      roles,
      analyzers: isRolledOut ? analyzers : [],
      users: id === delegatedAdministrator ? [{ name: "bench", attachedPolicies: everything, accessKey: keys }] : [],
    })),
    trustedServices: ["access-analyzer.amazonaws.com"],
    delegatedAdministrators: [{ service: "access-analyzer.amazonaws.com", account: delegatedAdministrator }],
  };
}
