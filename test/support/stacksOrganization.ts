import type { OrganizationDescription } from "../../dev/sandbox/seed/organizationFile";

export const management = "111111111111";
export const security = "222222222222";
export const member = "333333333333";
/** Has a console-made analyzer where ours would stand in eu-west-1. */
export const memberWithConsole = "444444444444";
export const consoleAnalyzer = { name: "ConsoleAnalyzer-1234", region: "eu-west-1", tags: { team: "payments" } };

/** Four accounts, two Regions: small, because every stack is a run of the real engine. */
export const organization = {
  management,
  homeRegion: "eu-central-1",
  regions: { enabledByDefault: ["eu-central-1", "eu-west-1"] },
  accounts: [
    { id: management, name: "management" },
    { id: security, name: "security", ou: "Security" },
    { id: member, name: "log-archive", ou: "Security" },
    { id: memberWithConsole, name: "payments", ou: "Workloads", analyzers: [consoleAnalyzer] },
  ],
} satisfies OrganizationDescription;

/** organization.yaml for it, with this beside the organization. */
export function organizationYaml({ ageDays = 90, more = "" } = {}): string {
  return `version: 1
organization: { management: "${management}", delegatedAdministrator: "${security}", homeRegion: eu-central-1 }
analyzers:
  unusedAccess: { enabled: true, ageDays: ${ageDays} }
rollout: { parallel: 2, settleSeconds: 1 }
${more}`;
}
