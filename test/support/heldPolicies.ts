import { memberAdministrator } from "../../dev/demo/callers";
import type { Configuration } from "../../domain/configuration/configuration";
import {
  auditGrants,
  auditInManagementGrants,
  provisionGrants,
  provisionInDelegatedAdministratorGrants,
  readOrganizationGrants,
  readRolesGrants,
  readRolesInAdministratorGrants,
  retireGrants,
  reviewGrants,
} from "../../domain/policies/assumableRoles";
import { callerGrants, firstLookGrants, managementCallerGrants, managementRetirementGrants } from "../../domain/policies/callers";
import { provisionManagementWatchGrants, readManagementWatchGrants } from "../../domain/policies/findingsRoad/managementWatch";
import { provisionRoadGrants, readRoadGrants } from "../../domain/policies/findingsRoad/provisioning";
import { provisionScanRuleGrants, readScanRuleGrants } from "../../domain/policies/findingsRoad/scanner";
import { auditKeyGrants, provisionKeyGrants, readKeyGrants } from "../../domain/policies/keys";
import { proverGrants } from "../../domain/policies/proofKey";
import { accountId } from "../../domain/identifiers";
import { roleArns } from "../../domain/policies/roles";
import type { HeldPolicy } from "./grantUse";

/** What our roles hold for the findings road: apart, because its life is one of its own. */
export function heldForRoad(config: Configuration): HeldPolicy[] {
  const { delegatedAdministrator: account, management } = config.organization;
  const place = { partition: "aws" as const, account };
  const { provision, audit } = roleArns(config, account);
  // The scanner's rules are of every account alike: what is used in this one is used.
  const grants = [...provisionKeyGrants(config, place), ...provisionRoadGrants(config, place), ...provisionScanRuleGrants(config, place)];
  return [
    { name: "provision role", grants, holders: [provision] },
    { name: "audit role", grants: [...readKeyGrants(place), ...readRoadGrants(place), ...readScanRuleGrants(place)], holders: [audit] },
    {
      name: "whoever runs the stack management",
      grants: provisionManagementWatchGrants(config),
      holders: [`arn:aws:iam::${management}:user/platform`],
    },
    {
      name: "audit role in the management account",
      grants: readManagementWatchGrants(config),
      holders: [roleArns(config, management).audit],
    },
  ];
}

/** Every other policy of docs/permissions.md with those who hold it, where `dev/demo/callers.ts` made the people and these are the members. */
export function heldPolicies(config: Configuration, members: string[]): HeldPolicy[] {
  const { management, delegatedAdministrator } = config.organization;
  const user = (account: string, name: string) => `arn:aws:iam::${account}:user/${name}`;
  const provision = (account: string) => roleArns(config, accountId(account)).provision;
  const audit = (account: string) => roleArns(config, accountId(account)).audit;
  const retire = (account: string) => roleArns(config, accountId(account)).retire;
  const place = (account: string) => ({ partition: "aws" as const, account });
  // The template stands in every member alike; what is used in one of them is used.
  const anyMember = place("*");
  return [
    { name: "managementCallerPolicy", grants: managementCallerGrants(config), holders: [user(management, "platform")] },
    { name: "managementRetirementPolicy", grants: managementRetirementGrants(config), holders: [user(management, "platform")] },
    ...(["auditor", "deployer", "retirer", "prover"] as const).map((kind) => ({
      name: `policy of the ${kind}`,
      grants: callerGrants(config, kind),
      holders: [`arn:aws:iam::${delegatedAdministrator}:role/${kind}`],
    })),
    { name: "firstLookPolicy", grants: firstLookGrants(config, memberAdministrator), holders: [user(management, "newcomer")] },
    { name: "provision role in members", grants: provisionGrants(anyMember), holders: members.map(provision) },
    {
      name: "provision role in the delegated administrator",
      grants: [
        ...provisionGrants(place(delegatedAdministrator)),
        ...provisionInDelegatedAdministratorGrants(place(delegatedAdministrator)),
        ...provisionKeyGrants(config, place(delegatedAdministrator)).filter(({ sid }) => sid !== "DeleteAliases"),
      ],
      holders: [provision(delegatedAdministrator)],
    },
    { name: "retire role in members", grants: retireGrants(anyMember), holders: [...members, delegatedAdministrator].map(retire) },
    {
      name: "audit role in members",
      grants: [...auditGrants(anyMember), ...reviewGrants(anyMember), ...readRolesGrants(config, anyMember)],
      holders: members.map(audit),
    },
    {
      name: "audit role in the delegated administrator",
      grants: [
        ...auditGrants(place(delegatedAdministrator)),
        ...reviewGrants(place(delegatedAdministrator)),
        ...readRolesGrants(config, place(delegatedAdministrator)),
        ...readOrganizationGrants(config),
        ...readKeyGrants(place(delegatedAdministrator)),
        ...auditKeyGrants(),
        ...readRolesInAdministratorGrants(config, place(delegatedAdministrator)),
      ],
      holders: [audit(delegatedAdministrator)],
    },
    {
      name: "prover role",
      grants: proverGrants(place(delegatedAdministrator)),
      holders: [roleArns(config, delegatedAdministrator).prover],
    },
    {
      name: "audit role in the management account",
      grants: [
        ...auditGrants(place(management)),
        ...reviewGrants(place(management)),
        ...readRolesGrants(config, place(management)),
        ...auditInManagementGrants(place(management)),
      ],
      holders: [audit(management)],
    },
  ];
}
