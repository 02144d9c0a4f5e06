import type { Configuration } from "../../configuration/configuration";
import { findingsRoad, roadNames, roadPlace } from "../../findings/road";
import { scanDetailType, scannerSource } from "../../scanner/scanReport";
import { lookups, type Lookup } from "../../policyChanges/lookups";
import { rowsOf } from "../../policyChanges/rows";
import { anyAnalyzer, type Place } from "../arns";
import type { Grant } from "../grant";
import { hasScanner } from "../../configuration/hasScanner";

/** The scanner's own calls, by its role; it takes messages and becomes scan roles as others do. */
export function scannerGrants(config: Configuration): Grant[] {
  const { bus, scan } = findingsRoad(roadPlace(config));
  const here: Place = { partition: config.organization.partition, account: config.organization.delegatedAdministrator };
  return [
    {
      sid: "LaterCheck",
      why: "Asking itself to look later: no function waits. The rest of a long listing, too.",
      actions: ["sqs:SendMessage"],
      resources: [scan.arn],
    },
    {
      sid: "Report",
      why: "What became of each scan, with our own source alone.",
      actions: ["events:PutEvents"],
      resources: [bus.arn],
      condition: {
        "ForAllValues:StringEquals": { "events:source": [scannerSource], "events:detail-type": [scanDetailType] },
        Null: { "events:source": "false" },
      },
    },
    {
      sid: "Scan",
      why: "Scanning one resource by the organization's analyzer, if that is ACTIVE, seeing when it was done, and what it found.",
      actions: [...scanning, "access-analyzer:GetAnalyzer", "access-analyzer:ListFindings"].sort(),
      resources: [anyAnalyzer(here)],
      wildcard: "there are analyzers in every enabled Region, and those that are kept have any name",
    },
    ...lookupGrants(config, here),
  ];
}

/** What the scanner does by the scan role of each account: scans by the account's own analyzer, and the one call that says what an event leaves out. */
export function scanInAccountGrants(config: Configuration, place: Place): Grant[] {
  if (!hasScanner(config)) return [];
  return [
    {
      sid: "Scan",
      why: "Scanning a resource by the account's own analyzer, where the organization's may not, and seeing when that was done.",
      actions: scanning,
      resources: [anyAnalyzer(place)],
      wildcard: "an account has analyzers in every enabled Region, and those that are kept have any name",
    },
    ...lookupGrants(config, place),
  ];
}

const scanning = ["GetAnalyzedResource", "ListAnalyzedResources", "StartResourceScan"].map((name) => `access-analyzer:${name}`);

function lookupGrants(config: Configuration, place: Place): Grant[] {
  return neededLookups(config).map((call) => {
    const { action, reason } = lookups[call];
    return {
      sid: call,
      why: `Which resource a call changed: ${reason}.`,
      actions: [action],
      resources: [lookedUp(place)[call]],
      wildcard: "a call may be on any of them",
    };
  });
}

/** The sources of the calls that are followed, as EventBridge has them. */
export function followedSources({ scanner }: Configuration): string[] {
  return [...new Set(rowsOf(scanner.resourceTypes).map(({ source }) => source))];
}

/** What the provision role has in every account for the scanner's rules. Where the scanner is off it reads and deletes, as for the rest of the road. */
export function provisionScanRuleGrants(config: Configuration, place: Place): Grant[] {
  const isOn = hasScanner(config);
  const rule = rulesOf(place);
  return [
    {
      sid: "ScanRules",
      why: "The rules by which calls that change policies are forwarded; where the scanner was switched off, they go with the next roll-out.",
      actions: [
        ...["events:DeleteRule", "events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule"],
        ...(isOn ? ["events:PutRule", "events:PutTargets"] : []),
        "events:RemoveTargets",
        ...(isOn ? ["events:TagResource", "events:UntagResource"] : []),
      ],
      resources: [rule],
      wildcard: everyRegion,
    },
    ...(isOn
      ? [
          {
            sid: "PassScanForwarder",
            why: "Giving these rules the role by which they forward, to EventBridge alone.",
            actions: ["iam:PassRole"],
            resources: [`arn:${place.partition}:iam::${place.account}:role${config.access.rolePath}${roadNames.scanForwarderRole}`],
            condition: { StringEquals: { "iam:PassedToService": "events.amazonaws.com" } },
          },
        ]
      : []),
  ];
}

/** What previews read of these rules, also where the scanner was switched off and they are about to leave the stack. */
export function readScanRuleGrants(place: Place): Grant[] {
  return [
    {
      sid: "ReadScanRules",
      why: "The rules by which calls that change policies are forwarded, also where the scanner was switched off and they are about to leave the stack.",
      actions: ["events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule"],
      resources: [rulesOf(place)],
      wildcard: everyRegion,
    },
  ];
}

const everyRegion = "there may be one in every enabled Region";

function rulesOf({ partition, account }: Place): string {
  return `arn:${partition}:events:*:${account}:rule/${roadNames.scanRule}`;
}

/** In the order of the table, each once. */
function neededLookups({ scanner }: Configuration): Lookup["call"][] {
  return [...new Set(rowsOf(scanner.resourceTypes).flatMap(({ changes }) => changes.flatMap(({ lookup }) => lookup ?? [])))];
}

function lookedUp({ partition, account }: Place): Record<Lookup["call"], string> {
  return {
    GetRole: `arn:${partition}:iam::${account}:role/*`,
    GetAccessPoint: `arn:${partition}:s3:*:${account}:accesspoint/*`,
    DescribeSecret: `arn:${partition}:secretsmanager:*:${account}:secret:*`,
  };
}
