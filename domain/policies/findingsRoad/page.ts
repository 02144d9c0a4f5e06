import type { Configuration } from "../../configuration/configuration";
import { findingsRoad, roadNames, roadPlace } from "../../findings/road";
import { accountId } from "../../identifiers";
import { auditRoleName, provisionRoleName } from "../../names";
import type { Place } from "../arns";
import type { Grant } from "../grant";
import { provisionKeyGrants } from "../keys";
import { provisionRoadGrants, readRoadGrants } from "./provisioning";
import * as policies from "./resourcePolicies";
import { auditRoadGrants, redriveGrants } from "./redrive";
import { readManagementWatchGrants, provisionManagementWatchGrants } from "./managementWatch";
import { roadRoles, scanForwarderRole, scanRole, watchForwarderRole, type RoadRole } from "./roles";
import { provisionScanRuleGrants, readScanRuleGrants } from "./scanner";

export interface PageParts {
  section(title: string, text: string, grants: Grant[]): string;
  json(document: object): string;
}

/** The part of docs/permissions.md that is about telling findings. */
export function findingsRoadPage(config: Configuration, organization: string, { section, json }: PageParts): string {
  const { delegatedAdministrator: account, management, partition } = config.organization;
  const place: Place = { partition, account };
  const telling = withNotifications(config);
  const road = findingsRoad(roadPlace(config));
  const ofRole = ({ name, description, grants, trust }: RoadRole, where: string) =>
    [section(`\`${name}\` in the ${where}`, description, grants), "Its trust:", json(trust)].join("\n\n");
  const document = (title: string, text: string, policy: object) => `### ${title}\n\n${text}\n\n${json(policy)}`;
  return [
    `## The findings road

Where organization.yaml has \`notifications\`, and nowhere else. The roles come with all others by the roles' StackSet, and are in the delegated
administrator alone, but for \`${roadNames.scanRole}\`, \`${roadNames.scanForwarderRole}\` and the management account's \`${roadNames.watchForwarderRole}\`, which the stack \`management\` makes. No person can become one of them, but for \`${roadNames.redriveRole}\`: each trusts one AWS service. The policies are written
with the scanner on, for a chat room \`room\` and secrets under \`/security/\`.`,
    section(
      `\`${provisionRoleName}\` in the delegated administrator, for the findings road`,
      "Without `notifications` it reads and deletes, and no more: what was switched off goes with the next roll-out.",
      provisionRoadGrants(telling, place),
    ),
    section(
      `\`${provisionRoleName}\` in the delegated administrator, for the road's keys`,
      "It cannot change who uses a key, disable one or delete one: aliases and tags, by which such a permission could be kept to our keys, can be put on any key. A key that is no longer wanted stays, without its alias; an administrator of the account deletes it.",
      provisionKeyGrants({ ...telling, proof: { enabled: false } }, place),
    ),
    section(`\`${auditRoleName}\` in the delegated administrator, for the findings road`, "For previews and the audit.", [
      ...readRoadGrants(place),
      ...auditRoadGrants(place),
    ]),
    section(
      `\`${roadNames.redriveRole}\` in the delegated administrator`,
      "For `redrive`. Its trust is below, with that of the other roles that callers become.",
      redriveGrants(telling),
    ),
    section(
      "The stack `management`, for the watch",
      "Rules and a role in the management account, by which calls there that tamper are told. Without `notifications` it reads and deletes, and no more.",
      provisionManagementWatchGrants(telling),
    ),
    section(
      `\`${auditRoleName}\` in the management account, for the watch`,
      "For previews and the audit.",
      readManagementWatchGrants(telling),
    ),
    ofRole(watchForwarderRole(telling, management), "management account"),
    ...roadRoles(telling).map((role) => ofRole(role, "delegated administrator")),
    section(
      `\`${roadNames.scanRole}\` in every member`,
      `Only where \`findings.withinOrganization\` is \`notify\` or \`record\`, or where the [scanner](configuration.md#the-scanner) is on anywhere. It trusts the notifier, the worker of the sweep and the scanner, if there is one. What follows \`ReadFindings\` is the scanner's.`,
      scanRole(telling, organization, { partition, account: "<member>" }).grants,
    ),
    section(
      `\`${provisionRoleName}\` in every member, for the scanner`,
      "Where the scanner is off it reads and deletes, and no more.",
      provisionScanRuleGrants(telling, { partition, account: "<member>" }),
    ),
    section(
      `\`${auditRoleName}\` in every member, for the scanner`,
      "For previews.",
      readScanRuleGrants({ partition, account: "<member>" }),
    ),
    ofRole(scanForwarderRole(telling, "<member>"), "members, where the scanner is on anywhere: StackSets know no single account"),
    document(
      "The bus",
      "Forwarders of other accounts put events on it by a rule and with AWS's own source, which nobody can make up. Everybody else is denied, the account's administrators included. Our own source is the scanner's alone, and it has no other.",
      policies.busPolicy(telling, organization),
    ),
    document(
      "The bus of the watch",
      "It takes calls that CloudTrail saw, by rules with two roles: the delegated administrator's and the management account's.",
      policies.watchBusPolicy(telling, organization),
    ),
    document(
      "The queue for dead letters of rules, at home",
      "Rules of the management account, and the scanner's in members, have theirs in the delegated administrator as well, in their own Region. Members' rules are let in by their organization. That EventBridge says it when it sends a dead letter is not documented: as many as the policy has room for, about a hundred, are named too.",
      policies.ruleDeadLettersPolicy(telling, config.organization.homeRegion, organization, [accountId("333333333333")]),
    ),
    document(
      "The scanner's queue",
      "What the rule on the bus brings, what the scanner asks itself, and its schedule.",
      policies.scanPolicy(telling),
    ),
    document("The intake queue", "What the rule on the bus brings, and what the road's functions send.", policies.intakePolicy(telling)),
    document(
      "The topic of findings",
      "The notifier alone publishes. A queue of another account is subscribed by that account, and only as it stands in organization.yaml.",
      policies.topicPolicy(telling, road.notifications.arn, [`arn:${partition}:sqs:${config.organization.homeRegion}:666666666666:soc`]),
    ),
    document("Its key", "Written once, when the key is made.", policies.findingsKeyPolicy(telling)),
    document(
      "The topic of alarms",
      "Alarms use nothing of the road that they watch: CloudWatch publishes, and a function that is to come.",
      policies.alarmsTopicPolicy(telling),
    ),
    document("Its key", "AWS documents no condition on the account here; the topic's policy has one.", policies.alarmsKeyPolicy(telling)),
  ].join("\n\n");
}

/** The page shows a road with everything on it. */
function withNotifications(config: Configuration): Configuration {
  return {
    ...config,
    findings: { withinOrganization: "notify" },
    scanner: { ...config.scanner, enabled: true },
    notifications: {
      destinations: { pager: { https: "ssm:/security/pager-url", secret: "ssm:/security/pager" }, room: { chat: true } },
      default: ["pager"],
      routes: [],
      start: "quiet",
      alarms: ["room"],
    },
  };
}
