import type { Configuration } from "../../configuration/configuration";
import { findingsRoad, roadNames, roadPlace } from "../../findings/road";
import type { Grant } from "../grant";
import { whetherOrNotItExists } from "../arns";
import { hasRoad } from "./extent";

/**
 * What runs the stack `management` needs for the watch over that account. Where the road is switched off it reads and deletes: what was there goes with the
 * next roll-out.
 */
export function provisionManagementWatchGrants(config: Configuration): Grant[] {
  const { boundary, role, rule } = resources(config);
  const isOn = hasRoad(config);
  return [
    {
      sid: "WatchRules",
      why: "The rules by which calls that tamper are told, in every Region of the watch.",
      actions: [
        ...["events:DeleteRule", "events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule"],
        ...(isOn ? ["events:PutRule", "events:PutTargets"] : []),
        "events:RemoveTargets",
        ...(isOn ? ["events:TagResource", "events:UntagResource"] : []),
      ],
      resources: [rule],
      wildcard: everyRegion,
    },
    {
      sid: "WatchRole",
      why: "The role by which these rules forward, for EventBridge alone.",
      actions: [
        ...(isOn ? ["iam:CreateRole"] : []),
        ...["iam:DeleteRole", "iam:DeleteRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole"],
        ...["iam:ListRolePolicies", "iam:ListRoleTags"],
        ...(isOn ? [...(boundary ? ["iam:PutRolePermissionsBoundary"] : []), "iam:PutRolePolicy", "iam:TagRole", "iam:UntagRole"] : []),
        ...(isOn ? ["iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:UpdateRoleDescription"] : []),
      ],
      resources: [role],
    },
    {
      sid: "ReadWatchRole",
      why: "Reading that role back, or seeing that it is gone.",
      actions: ["iam:GetRole", "iam:GetRolePolicy"],
      resources: whetherOrNotItExists(role),
    },
    ...(isOn
      ? [
          {
            sid: "PassWatchRole",
            why: "Giving it to these rules, to EventBridge alone.",
            actions: ["iam:PassRole"],
            resources: [role],
            condition: { StringEquals: { "iam:PassedToService": "events.amazonaws.com" } },
          },
        ]
      : []),
  ];
}

/** What the audit role of the management account reads of it; previews do also where the road was switched off and is about to leave the stack. */
export function readManagementWatchGrants(config: Configuration): Grant[] {
  const { role, rule } = resources(config);
  return [
    {
      sid: "ReadWatchRules",
      why: "The rules by which calls that tamper are told, also where the findings road was switched off and they are about to leave the stack.",
      actions: ["events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule"],
      resources: [rule],
      wildcard: everyRegion,
    },
    {
      sid: "ReadWatchRole",
      why: "The role by which these rules forward, or that it is gone.",
      actions: ["iam:GetRole", "iam:GetRolePolicy"],
      resources: whetherOrNotItExists(role),
    },
    {
      sid: "ReadPoliciesOfWatchRole",
      why: "Its policies, one that somebody added among them, and its tags, which a preview reads again where one has an empty value.",
      actions: ["iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:ListRoleTags"],
      resources: [role],
    },
  ];
}

const everyRegion = "the account is watched in every Region of the watch";

function resources(config: Configuration): { role: string; rule: string; boundary: boolean } {
  const { partition, management } = config.organization;
  return {
    role: findingsRoad(roadPlace(config)).watchForwarderRoleArn(management),
    rule: `arn:${partition}:events:*:${management}:rule/${roadNames.watchRule}`,
    boundary: config.access.permissionsBoundary !== undefined,
  };
}
