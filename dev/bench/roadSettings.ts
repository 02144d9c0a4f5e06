import { analyzerNames } from "../../domain/analyzer";
import { accountId, region } from "../../domain/identifiers";
import { policyRows } from "../../domain/policyChanges/rows";
import type { WatchSettings } from "../../domain/tampering/ours";
import { delegatedAdministrator, homeRegion, managementAccount } from "./organization";

const home = region(homeRegion);
const analyzer = `arn:aws:access-analyzer:${homeRegion}:${delegatedAdministrator}:analyzer/${analyzerNames.ORGANIZATION}`;
const key = `arn:aws:kms:${homeRegion}:${delegatedAdministrator}:key`;

/** What a function of the findings road knows where nothing is to be told, and the scanner is on at home in this account. */
export function roadSettings(scanned: string) {
  return {
    partition: "aws",
    organization: "o-sandbox0001",
    management: accountId(managementAccount),
    delegatedAdministrator: accountId(delegatedAdministrator),
    homeRegion: home,
    rolePath: "/",
    managers: [],
    keys: { findings: `${key}/findings`, alarms: `${key}/alarms` },
    accounts: {},
    analyzers: [],
    ruleRegions: [home],
    notifications: { destinations: {}, default: [], routes: [], start: "quiet" },
    withinOrganization: "ignore",
    scanner: {
      places: { [accountId(scanned)]: [home] },
      resourceTypes: policyRows.map(({ type }) => type),
      analyzers: [{ arn: analyzer, account: accountId(delegatedAdministrator), region: home, type: "ORGANIZATION" }],
    },
  } satisfies WatchSettings;
}
